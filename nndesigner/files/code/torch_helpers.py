"""Classes and functions of a PyTorch file, each written only where the network needs it."""

from __future__ import annotations

BATCH_NORMALIZATION = '''
class BatchNormalization(nn.Module):
    """Scales each feature by its mean and spread over the batch, by Keras's rules; over all processes, if there are more."""

    def __init__(self, features, epsilon, momentum, axis=-1, frozen=False):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(features)), nn.Parameter(torch.zeros(features))
        self.register_buffer("moving_mean", torch.zeros(features))
        self.register_buffer("moving_variance", torch.ones(features))
        self.epsilon, self.momentum, self.axis, self.frozen = epsilon, momentum, axis, frozen

    def forward(self, x):
        x = x.movedim(self.axis, -1)
        mean, variance = self.moving_mean, self.moving_variance
        if self.training and not self.frozen:
            rows = x.reshape(-1, x.shape[-1])
            count = summed(rows.new_full((), len(rows)))
            mean = summed(rows.sum(0)) / count
            variance = summed(((rows - mean) ** 2).sum(0)) / count
            with torch.no_grad():
                self.moving_mean.lerp_(mean, 1 - self.momentum)
                self.moving_variance.lerp_(variance, 1 - self.momentum)
        y = (x - mean) / (variance + self.epsilon).sqrt() * self.weight + self.bias
        return y.movedim(-1, self.axis)


def summed(part):
    """The sum over all processes, with its slope."""
    if processes == 1:
        return part
    from torch.distributed.nn.functional import all_reduce

    return all_reduce(part)
'''
PRELU = '''
class PReLU(nn.Module):
    """The identity above zero; below, a slope that is learned."""

    def __init__(self, shape):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(shape))

    def forward(self, x):
        return torch.relu(x) + self.weight * x.clamp(max=0)
'''
SPARSEMAX = '''
def sparsemax(z):
    """The nearest point to z whose numbers are at least 0 and sum to one."""
    scores = z.sort(dim=-1, descending=True).values
    above = scores.cumsum(-1) - 1
    count = (scores * torch.arange(1, z.shape[-1] + 1) > above).sum(-1, keepdim=True)
    return torch.relu(z - above.gather(-1, count - 1) / count)
'''
GATES = '''
def gates(array):
    """Weights of a GRU as torch has them: a row a unit, and the reset gate before the update gate."""
    update, reset, candidate = np.split(array, 3, axis=-1)
    return torch.from_numpy(np.concatenate([reset, update, candidate], axis=-1).T.copy())
'''
OPTIMIZER = '''
{numbers}

class Optimizer(torch.optim.Optimizer):
    """{about} Keras's formulas."""

    def __init__(self, parameters, lr):
        super().__init__(parameters, {{"lr": lr}})
        self.steps = 0

    @torch.no_grad()
    def step(self):
        self.steps += 1
        steps = self.steps{before}
        for group in self.param_groups:
            rate = group["lr"]
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                kept, slope = self.state[weight], weight.grad{start}
{lines}
'''
LAST_STATES = '''
def last_states(steps, units):
    """What two directions end with: the last step of the one, the first of the other."""
    return torch.cat([steps[:, -1, :units], steps[:, 0, units:]], dim=-1)
'''
CLASSES = {"batch_normalization": BATCH_NORMALIZATION, "prelu": PRELU, "gates": GATES, "both_ways": f"{LAST_STATES}\n{GATES}"}
