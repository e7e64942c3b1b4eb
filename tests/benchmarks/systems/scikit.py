"""scikit-learn's multilayer perceptrons: the nearest net that they can express."""

from __future__ import annotations

import time
import warnings

from sklearn.neural_network import MLPClassifier, MLPRegressor
from threadpoolctl import threadpool_limits

from tests.benchmarks.rows import data
from tests.benchmarks.workloads import Workload


class ScikitLearn:
    """Output and loss are its own: identity with half squared error, or logistic and softmax with log loss."""

    def __init__(self, threads: int = 1) -> None:
        self.threads = threads

    def losses(self, work: Workload, steps: int) -> list[float]:
        raise NotImplementedError("its start weights and losses are its own")

    def train(self, work: Workload) -> float:
        x, y = data(work)
        target = y.argmax(1) if work.loss == "cce" else y.ravel() if y.shape[1] == 1 else y
        model = (MLPRegressor if work.loss == "mse" else MLPClassifier)(
            hidden_layer_sizes=[part.units for part in work.layers[:-1]],
            activation={"sigmoid": "logistic"}.get(work.layers[0].activation, work.layers[0].activation),
            solver=work.optimizer,
            alpha=0.0,
            batch_size=work.batch,
            learning_rate_init=1e-3,  # the rate does not change the speed, and an identity output diverges at ours
            max_iter=work.epochs,
            shuffle=work.shuffled,
            tol=0.0,
            n_iter_no_change=10**9,
            momentum=0.0,
            nesterovs_momentum=False,
            random_state=0,
        )
        with warnings.catch_warnings(), threadpool_limits(self.threads):
            warnings.simplefilter("ignore")
            start = time.perf_counter()
            model.fit(x, target)
            return time.perf_counter() - start
