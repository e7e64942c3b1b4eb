"""A small network for every registered part, with its options: what the exported files are run on."""

from __future__ import annotations

from typing import Any

from nndesigner import nn

SGD = {"class_name": "sgd", "config": {"learning_rate": 0.05}}
MSE = "mean_squared_error"
BIAS = {"bias_initializer": "random_normal"}
Case = tuple[Any, Any, Any]


def row(*layers: Any, shape: tuple[int, ...] = (3,)) -> nn.Model:
    return nn.Sequential(list(layers), input_shape=shape, seed=4)


def ending(*layers: Any, shape: tuple[int, ...]) -> Any:
    """The layers, then a dense one with two outputs."""
    return lambda: row(*(layer() for layer in layers), nn.Flatten(), nn.Dense(2, activation="tanh"), shape=shape)


def merged(make: Any) -> Any:
    def build() -> nn.Model:
        x = nn.Input((4,))
        parts = [nn.Dense(3, name=f"part{number}", **BIAS)(x) for number in range(3 if make is not nn.Subtract else 2)]
        return nn.Model(x, nn.Dense(2)(make()(parts)), seed=3)

    return build


IMAGE, SERIES = (6, 5, 2), (6, 3)
WHOLE = nn.GlobalAveragePooling1D
LAYERS: dict[str, Any] = {
    "conv1d": ending(lambda: nn.Conv1D(4, 3, activation="relu", **BIAS), shape=SERIES),
    "conv1d causal": ending(lambda: nn.Conv1D(4, 2, padding="causal", dilation_rate=2, activation="tanh"), shape=SERIES),
    "conv1d same strides": ending(lambda: nn.Conv1D(3, 3, strides=2, padding="same", use_bias=False), shape=SERIES),
    "conv2d": ending(lambda: nn.Conv2D(3, (3, 2), activation="relu", **BIAS), shape=IMAGE),
    "conv2d same strides": ending(lambda: nn.Conv2D(3, 3, strides=(2, 1), padding="same", activation="elu"), shape=IMAGE),
    "conv2d dilated": ending(lambda: nn.Conv2D(3, 2, dilation_rate=(2, 3), padding="same", **BIAS), shape=IMAGE),
    "depthwise": ending(lambda: nn.DepthwiseConv2D(3, depth_multiplier=2, activation="tanh", **BIAS), shape=IMAGE),
    "depthwise same": ending(lambda: nn.DepthwiseConv2D(2, padding="same", strides=2, use_bias=False), shape=IMAGE),
    "separable": ending(lambda: nn.SeparableConv2D(3, 3, depth_multiplier=2, activation="relu", **BIAS), shape=IMAGE),
    "separable same": ending(lambda: nn.SeparableConv2D(3, 2, padding="same", use_bias=False), shape=IMAGE),
    "conv1d transpose": ending(lambda: nn.Conv1DTranspose(4, 3, strides=2, activation="tanh", **BIAS), shape=SERIES),
    "conv1d transpose same": ending(lambda: nn.Conv1DTranspose(2, 3, strides=2, padding="same"), shape=SERIES),
    "conv2d transpose": ending(lambda: nn.Conv2DTranspose(3, (3, 2), strides=(2, 1), activation="relu"), shape=IMAGE),
    "conv2d transpose same": ending(lambda: nn.Conv2DTranspose(3, 3, strides=2, padding="same", use_bias=False), shape=IMAGE),
    "max pooling 1d": ending(lambda: nn.Dense(3), lambda: nn.MaxPooling1D(2), shape=SERIES),
    "max pooling 1d same": ending(lambda: nn.Dense(3), lambda: nn.MaxPooling1D(3, strides=2, padding="same"), shape=SERIES),
    "max pooling 2d": ending(lambda: nn.Dense(3), lambda: nn.MaxPooling2D((2, 3), strides=1), shape=IMAGE),
    "max pooling 2d same": ending(lambda: nn.Dense(3), lambda: nn.MaxPooling2D(2, padding="same"), shape=IMAGE),
    "average pooling 1d": ending(lambda: nn.Dense(3), lambda: nn.AveragePooling1D(2), shape=SERIES),
    "average pooling 1d same": ending(lambda: nn.Dense(3), lambda: nn.AveragePooling1D(4, 2, "same"), shape=SERIES),
    "average pooling 2d": ending(lambda: nn.Dense(3), lambda: nn.AveragePooling2D((2, 3), strides=1), shape=IMAGE),
    "average pooling 2d same": ending(lambda: nn.Dense(3), lambda: nn.AveragePooling2D(2, padding="same"), shape=IMAGE),
    "global average 1d": ending(lambda: nn.Dense(3), nn.GlobalAveragePooling1D, shape=SERIES),
    "global average 2d": ending(lambda: nn.Dense(3), nn.GlobalAveragePooling2D, shape=IMAGE),
    "global average keepdims": ending(lambda: nn.Dense(3), lambda: nn.GlobalAveragePooling2D(keepdims=True), shape=IMAGE),
    "global max 1d": ending(lambda: nn.Dense(3), nn.GlobalMaxPooling1D, shape=SERIES),
    "global max 2d": ending(lambda: nn.Dense(3), nn.GlobalMaxPooling2D, shape=IMAGE),
    "global max keepdims": ending(lambda: nn.Dense(3), lambda: nn.GlobalMaxPooling1D(keepdims=True), shape=SERIES),
    "batch normalization": ending(lambda: nn.Dense(4), lambda: nn.BatchNormalization(momentum=0.8), shape=(5,)),
    "batch normalization image": ending(
        lambda: nn.Conv2D(3, 2), lambda: nn.BatchNormalization(scale=False, momentum=0.7), shape=IMAGE
    ),
    "batch normalization axis": ending(lambda: nn.Dense(3), lambda: nn.BatchNormalization(axis=1, center=False), shape=SERIES),
    "batch normalization frozen": ending(
        lambda: nn.Dense(3), lambda: nn.BatchNormalization(trainable=False, beta_initializer="random_normal"), shape=SERIES
    ),
    "layer normalization": ending(lambda: nn.Dense(4), lambda: nn.LayerNormalization(epsilon=1e-2), shape=SERIES),
    "layer normalization plain": ending(
        lambda: nn.Dense(4), lambda: nn.LayerNormalization(axis=1, center=False, scale=False), shape=SERIES
    ),
    "group normalization": ending(lambda: nn.Dense(4), lambda: nn.GroupNormalization(2), shape=IMAGE),
    "group normalization channels": ending(lambda: nn.Dense(4), lambda: nn.GroupNormalization(-1, scale=False), shape=SERIES),
    "rms normalization": ending(lambda: nn.Dense(4), nn.RMSNormalization, shape=SERIES),
    "rms normalization axis": ending(lambda: nn.Dense(4), lambda: nn.RMSNormalization(axis=1, epsilon=1e-2), shape=SERIES),
    "embedding": ending(lambda: nn.Embedding(5, 3), shape=(4,)),
    "simple rnn": ending(lambda: nn.SimpleRNN(4, **BIAS), shape=SERIES),
    "simple rnn relu": ending(
        lambda: nn.SimpleRNN(4, activation="relu", return_sequences=True, go_backwards=True, use_bias=False), shape=SERIES
    ),
    "gru": ending(lambda: nn.GRU(4, **BIAS), shape=SERIES),
    "gru backwards": ending(lambda: nn.GRU(4, return_sequences=True, go_backwards=True, use_bias=False), shape=SERIES),
    "lstm": ending(lambda: nn.LSTM(4, **BIAS), shape=SERIES),
    "groups": ending(lambda: nn.Conv2D(6, 3, groups=2, activation="relu", **BIAS), shape=IMAGE),
    "lstm twice": ending(
        lambda: nn.LSTM(3, return_sequences=True), lambda: nn.LSTM(4, go_backwards=True, use_bias=False), shape=SERIES
    ),
    "conv2d groups": ending(lambda: nn.Conv2D(4, 2, groups=2, activation="relu", **BIAS), shape=IMAGE),
    "conv1d groups": ending(lambda: nn.Conv1D(6, 3, groups=3, padding="same", use_bias=False), shape=SERIES),
    "bidirectional": ending(lambda: nn.Bidirectional("LSTM", units=3, **BIAS), shape=SERIES),
    "bidirectional sequence": ending(
        lambda: nn.Bidirectional("GRU", units=3, return_sequences=True, merge_mode="mul", **BIAS), shape=SERIES
    ),
    "bidirectional sum": ending(lambda: nn.Bidirectional("SimpleRNN", units=3, merge_mode="sum"), shape=SERIES),
    "bidirectional mean": ending(lambda: nn.Bidirectional("GRU", units=3, merge_mode="ave", use_bias=False), shape=SERIES),
    "add": merged(nn.Add),
    "subtract": merged(nn.Subtract),
    "multiply": merged(nn.Multiply),
    "average": merged(nn.Average),
    "maximum": merged(nn.Maximum),
    "minimum": merged(nn.Minimum),
    "concatenate": merged(nn.Concatenate),
    "reshape": ending(lambda: nn.Dense(4), lambda: nn.Reshape((2, -1)), lambda: nn.Conv1D(2, 2), shape=(5,)),
    "permute": ending(lambda: nn.Dense(4), lambda: nn.Permute((3, 1, 2)), lambda: nn.Conv2D(2, 2), shape=IMAGE),
    "up sampling 1d": ending(lambda: nn.Dense(2), lambda: nn.UpSampling1D(3), shape=SERIES),
    "up sampling 2d": ending(lambda: nn.Dense(2), lambda: nn.UpSampling2D((2, 3)), shape=IMAGE),
    "up sampling 2d bilinear": ending(
        lambda: nn.Dense(2), lambda: nn.UpSampling2D((2, 3), interpolation="bilinear"), shape=IMAGE
    ),
    "zero padding 1d": ending(lambda: nn.Dense(2), lambda: nn.ZeroPadding1D((1, 2)), shape=SERIES),
    "zero padding 2d": ending(lambda: nn.Dense(2), lambda: nn.ZeroPadding2D((1, 2)), shape=IMAGE),
    "zero padding 2d corners": ending(lambda: nn.Dense(2), lambda: nn.ZeroPadding2D(((1, 2), (0, 3))), shape=IMAGE),
    "cropping 1d": ending(lambda: nn.Dense(2), lambda: nn.Cropping1D((1, 2)), shape=SERIES),
    "cropping 2d": ending(lambda: nn.Dense(2), lambda: nn.Cropping2D(((1, 2), (0, 3))), shape=IMAGE),
    "repeat vector": ending(lambda: nn.Dense(3), lambda: nn.RepeatVector(4), lambda: nn.SimpleRNN(2), shape=(3,)),
    "prelu": ending(lambda: nn.Dense(4), lambda: nn.PReLU(alpha_initializer="random_normal"), shape=(3,)),
    "prelu shared": ending(lambda: nn.Conv2D(3, 2), lambda: nn.PReLU(shared_axes=(1, 2)), shape=IMAGE),
    "glu": ending(lambda: nn.Dense(4), nn.GLU, shape=SERIES),
    "glu axis": ending(lambda: nn.Dense(4), lambda: nn.GLU(axis=1), shape=SERIES),
    "silent noise": ending(
        lambda: nn.Dense(4),
        lambda: nn.GaussianNoise(0.0),
        lambda: nn.Dropout(0.0),
        lambda: nn.SpatialDropout1D(0.0),
        lambda: nn.GaussianDropout(0.0),
        lambda: nn.AlphaDropout(0.0),
        shape=SERIES,
    ),
    "spatial dropout 2d": ending(lambda: nn.Conv2D(2, 2), lambda: nn.SpatialDropout2D(0.0), shape=IMAGE),
    "activation layer": ending(lambda: nn.Dense(4), lambda: nn.Activation("softmax"), shape=SERIES),
    "frozen": ending(
        lambda: nn.Dense(4, activation="tanh"), lambda: nn.Dense(5, trainable=False), lambda: nn.Dense(3), shape=(3,)
    ),
    "frozen first": ending(lambda: nn.Dense(4, activation="tanh", trainable=False), shape=(3,)),
    "penalties": ending(
        lambda: nn.Dense(
            4, kernel_regularizer={"class_name": "l1_l2", "config": {"l1": 0.02, "l2": 0.03}}, bias_regularizer="l2", **BIAS
        ),
        lambda: nn.Dense(4, kernel_regularizer={"class_name": "orthogonal", "config": {"factor": 0.3}}),
        lambda: nn.Dense(4, kernel_regularizer="l1", trainable=False),
        shape=(3,),
    ),
    "bounds": ending(
        lambda: nn.Dense(4, kernel_constraint={"class_name": "max_norm", "config": {"max_value": 0.7}}),
        lambda: nn.Dense(4, kernel_constraint="non_neg", bias_constraint="unit_norm", **BIAS),
        lambda: nn.Dense(
            4, kernel_constraint={"class_name": "min_max_norm", "config": {"min_value": 0.8, "rate": 0.6, "axis": 1}}
        ),
        shape=(3,),
    ),
    "penalised convolution": ending(
        lambda: nn.Conv2D(3, 2, kernel_regularizer="l2", kernel_constraint={"class_name": "max_norm", "config": {"axis": 2}}),
        lambda: nn.BatchNormalization(gamma_regularizer="l2"),
        shape=IMAGE,
    ),
}
NUMPY_ONLY: dict[str, Any] = {
    "gru before": ending(lambda: nn.GRU(4, reset_after=False, **BIAS), shape=SERIES),
    "lstm odd": ending(lambda: nn.LSTM(3, activation="softsign", recurrent_activation="hard_sigmoid", **BIAS), shape=SERIES),
    "gru odd": ending(
        lambda: nn.GRU(3, activation={"class_name": "elu", "config": {"alpha": 0.5}}, recurrent_activation="softmax"),
        shape=SERIES,
    ),
}
FACTORS: dict[str, Case] = {
    "rates of layers": (
        ending(
            lambda: nn.Dense(4, activation="tanh", learning_rate_factor=0.3),
            lambda: nn.BatchNormalization(learning_rate_factor=2.0),
            shape=(3,),
        ),
        MSE,
        "adam",
    ),
    "rates of layers with decay": (
        ending(lambda: nn.Dense(4, activation="tanh", learning_rate_factor=0.0), shape=(3,)),
        MSE,
        {"class_name": "sgd", "config": {"momentum": 0.9, "weight_decay": 0.1}},
    ),
}


def _activation(part: Any, **options: Any) -> Case:
    spec = {"class_name": part, "config": options}
    return (lambda: row(nn.Dense(6, activation=spec, **BIAS), nn.Dense(2))), MSE, SGD


ACTIVATIONS = {name: _activation(name) for name in nn.ACTIVATIONS} | {
    "leaky_relu option": _activation("leaky_relu", negative_slope=0.4),
    "elu option": _activation("elu", alpha=0.6),
    "celu option": _activation("celu", alpha=0.6),
    "relu options": _activation("relu", negative_slope=0.2, max_value=0.7, threshold=0.1),
    "gelu approximate": _activation("gelu", approximate=True),
    "hard_shrink option": _activation("hard_shrink", threshold=0.2),
    "soft_shrink option": _activation("soft_shrink", threshold=0.2),
    "squareplus option": _activation("squareplus", b=2.0),
    "threshold options": _activation("threshold", threshold=0.1, default_value=0.3),
}


def _loss(name: str, last: str, shape: tuple[int, ...] = (3,), **options: Any) -> Case:
    layers = (lambda: nn.Dense(4, activation="tanh"), lambda: nn.Dense(3, activation=last))
    spec = {"class_name": name, "config": options}
    return (lambda: row(*(layer() for layer in layers), shape=shape)), spec, SGD


LOSSES = {
    "mean_squared_error": _loss("mean_squared_error", "linear", (2, 3)),
    "halved_squared_sum": _loss("halved_squared_sum", "linear"),
    "mean_absolute_error": _loss("mean_absolute_error", "linear", (2, 3)),
    "mean_absolute_percentage_error": _loss("mean_absolute_percentage_error", "linear"),
    "mean_squared_logarithmic_error": _loss("mean_squared_logarithmic_error", "softplus"),
    "huber": _loss("huber", "linear", delta=0.4),
    "log_cosh": _loss("log_cosh", "linear"),
    "poisson": _loss("poisson", "exponential"),
    "hinge": _loss("hinge", "tanh"),
    "squared_hinge": _loss("squared_hinge", "linear"),
    "categorical_hinge": _loss("categorical_hinge", "linear", (2, 3)),
    "kl_divergence": _loss("kl_divergence", "softmax", (2, 3)),
    "cosine_similarity": _loss("cosine_similarity", "linear", (2, 3)),
    "dice": _loss("dice", "sigmoid", (2, 3)),
    "tversky": _loss("tversky", "softmax", alpha=0.3, beta=0.8),
    "binary_crossentropy": _loss("binary_crossentropy", "sigmoid"),
    "binary_crossentropy smooth": _loss("binary_crossentropy", "sigmoid", label_smoothing=0.2),
    "binary_crossentropy scores": _loss("binary_crossentropy", "linear", from_logits=True, label_smoothing=0.1),
    "binary_crossentropy plain smooth": _loss("binary_crossentropy", "softmax", label_smoothing=0.2),
    "categorical_crossentropy": _loss("categorical_crossentropy", "softmax", (2, 3)),
    "categorical_crossentropy smooth": _loss("categorical_crossentropy", "softmax", label_smoothing=0.2),
    "categorical_crossentropy scores": _loss("categorical_crossentropy", "linear", from_logits=True, label_smoothing=0.1),
    "categorical_crossentropy plain smooth": _loss("categorical_crossentropy", "sigmoid", label_smoothing=0.2),
    "sparse_categorical_crossentropy": _loss("sparse_categorical_crossentropy", "softmax"),
    "sparse_categorical_crossentropy series": _loss("sparse_categorical_crossentropy", "softmax", (2, 3)),
    "sparse_categorical_crossentropy scores": _loss("sparse_categorical_crossentropy", "linear", from_logits=True),
    "binary_focal_crossentropy": _loss("binary_focal_crossentropy", "sigmoid"),
    "binary_focal_crossentropy options": _loss(
        "binary_focal_crossentropy", "linear", from_logits=True, apply_class_balancing=True, gamma=1.5, label_smoothing=0.1
    ),
    "categorical_focal_crossentropy": _loss("categorical_focal_crossentropy", "softmax", (2, 3)),
    "categorical_focal_crossentropy options": _loss(
        "categorical_focal_crossentropy", "linear", from_logits=True, gamma=1.0, alpha=0.5, label_smoothing=0.1
    ),
}


def _optimizer(name: str, **options: Any) -> Case:
    return (
        (lambda: row(nn.Dense(4, activation="tanh", **BIAS), nn.Dense(2))),
        MSE,
        {"class_name": name, "config": {"learning_rate": 0.02, **options}},
    )


def _schedule(name: str, **options: Any) -> Case:
    return _optimizer("sgd", schedule={"class_name": name, "config": options}, momentum=0.5)


OPTIMIZERS = {
    **{name: _optimizer(name) for name in nn.OPTIMIZERS if name != "lbfgs"},
    "sgd all": _optimizer("sgd", momentum=0.8, nesterov=True, weight_decay=0.1, clipnorm=0.3),
    "adam amsgrad": _optimizer("adam", amsgrad=True, beta_1=0.7, beta_2=0.9, epsilon=1e-3, weight_decay=0.05),
    "adamw decay": _optimizer("adamw", weight_decay=0.1, clipvalue=0.05),
    "rmsprop all": _optimizer("rmsprop", rho=0.7, momentum=0.5, centered=True, epsilon=1e-4, global_clipnorm=0.4),
    "adagrad all": _optimizer("adagrad", initial_accumulator_value=0.3, epsilon=1e-3),
    "adadelta all": _optimizer("adadelta", rho=0.8, epsilon=1e-3, weight_decay=0.1),
    "nadam all": _optimizer("nadam", beta_1=0.8, beta_2=0.95, epsilon=1e-3, weight_decay=0.1),
    "lion all": _optimizer("lion", beta_1=0.6, beta_2=0.8, weight_decay=0.1),
}
SCHEDULES = {
    "exponential_decay": _schedule("exponential_decay", initial_learning_rate=0.05, decay_steps=3, decay_rate=0.5),
    "exponential stairs": _schedule(
        "exponential_decay", initial_learning_rate=0.05, decay_steps=3, decay_rate=0.5, staircase=True
    ),
    "inverse_time_decay": _schedule("inverse_time_decay", initial_learning_rate=0.05, decay_steps=3),
    "inverse stairs": _schedule("inverse_time_decay", initial_learning_rate=0.05, decay_steps=3, staircase=True),
    "polynomial_decay": _schedule("polynomial_decay", initial_learning_rate=0.05, decay_steps=6, power=2.0),
    "polynomial cycle": _schedule("polynomial_decay", initial_learning_rate=0.05, decay_steps=4, cycle=True),
    "cosine_decay": _schedule("cosine_decay", initial_learning_rate=0.05, decay_steps=7, alpha=0.1),
    "cosine warmup": _schedule("cosine_decay", initial_learning_rate=0.01, decay_steps=7, warmup_target=0.06, warmup_steps=3),
    "cosine_decay_restarts": _schedule(
        "cosine_decay_restarts", initial_learning_rate=0.05, first_decay_steps=3, m_mul=0.7, alpha=0.1
    ),
    "cosine even restarts": _schedule(
        "cosine_decay_restarts", initial_learning_rate=0.05, first_decay_steps=4, t_mul=1.0, m_mul=0.7
    ),
    "piecewise_constant_decay": _schedule("piecewise_constant_decay", boundaries=(2, 5), values=(0.05, 0.02, 0.01)),
}
ONE_CYCLE: dict[str, Case] = {"one_cycle": _schedule("one_cycle", max_learning_rate=0.05, total_steps=10)}

EVERYWHERE: dict[str, Case] = {
    **{f"layer {name}": (make, MSE, SGD) for name, make in LAYERS.items()},
    **{f"activation {name}": case for name, case in ACTIVATIONS.items()},
    **{f"loss {name}": case for name, case in LOSSES.items()},
    **{f"optimizer {name}": case for name, case in OPTIMIZERS.items()},
    **{f"schedule {name}": case for name, case in SCHEDULES.items()},
}
"""What all targets can express."""
BY_TARGET: dict[str, dict[str, Case]] = {
    "numpy": EVERYWHERE | {f"layer {name}": (make, MSE, SGD) for name, make in NUMPY_ONLY.items()} | FACTORS | ONE_CYCLE,
    "nn": EVERYWHERE | {f"layer {name}": (make, MSE, SGD) for name, make in NUMPY_ONLY.items()} | FACTORS | ONE_CYCLE,
    "keras": {
        name: case
        for name, case in (EVERYWHERE | {f"layer {name}": (make, MSE, SGD) for name, make in NUMPY_ONLY.items()}).items()
        if name not in ("layer rms normalization axis", "activation sparsemax")  # where Keras gives other numbers
    },
    "torch": EVERYWHERE | FACTORS | ONE_CYCLE,
}
