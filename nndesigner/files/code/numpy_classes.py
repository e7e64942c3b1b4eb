"""Classes of a plain NumPy file: layers that need more than a line, each written only where the network has it."""

from __future__ import annotations

from nndesigner.files.code.numpy_more_classes import GLU, GROUPED, RESIZE
from nndesigner.files.code.numpy_recurrent import BIDIRECTIONAL, GRU_AFTER, GRU_BEFORE, LSTM, RECURRENT, SIMPLE_RNN

WINDOWS = '''
def windows(sizes, kernel, strides, dilation):
    """For each cell of a window: its place in the window, and the cells that it reads, one for every window."""
    counts = [(n - (k - 1) * d - 1) // s + 1 for n, k, s, d in zip(sizes, kernel, strides, dilation)]
    for tap in np.ndindex(*kernel):
        axes = zip(tap, strides, dilation, counts)
        yield tap, (slice(None), *(slice(t * d, t * d + (count - 1) * s + 1, s) for t, s, d, count in axes))


def padded(x, padding, fill=0.0):
    """Samples (n, ..., channels) with cells around them: (before, behind) for each axis."""
    return np.pad(x, [(0, 0), *padding, (0, 0)], constant_values=fill)


def unpadded(x, padding):
    """The way back: the cells around are cut off."""
    return x[(slice(None), *(slice(before, size - behind) for size, (before, behind) in zip(x.shape[1:], padding)))]
'''
CONVOLUTION = '''
class Convolution:
    """A window moves over the input; every output is a weighted sum of one window's cells."""

    def __init__(self, name, strides, dilation, padding):
        self.kernel, self.bias = name + ".kernel", name + ".bias"
        self.strides, self.dilation, self.padding = strides, dilation, padding

    def windows(self):
        return windows(self.x.shape[1:-1], weights[self.kernel].shape[:-2], self.strides, self.dilation)

    def forward(self, x):
        self.x = padded(x, self.padding)
        y = sum(self.x[cells] @ weights[self.kernel][tap] for tap, cells in self.windows())
        return y + weights[self.bias] if self.bias in weights else y

    def backward(self, dy, slopes):
        dx, rows = np.zeros_like(self.x), dy.reshape(-1, dy.shape[-1])
        slopes[self.kernel] = np.zeros_like(weights[self.kernel])
        for tap, cells in self.windows():
            slopes[self.kernel][tap] = self.x[cells].reshape(-1, dx.shape[-1]).T @ rows
            dx[cells] += dy @ weights[self.kernel][tap].T
        slopes[self.bias] = rows.sum(axis=0)
        return unpadded(dx, self.padding)
'''
DEPTHWISE = '''
class DepthwiseConvolution:
    """A convolution of each channel by itself, with a few patterns for each."""

    def __init__(self, kernel, bias, strides, dilation, padding):
        self.kernel, self.bias = kernel, bias
        self.strides, self.dilation, self.padding = strides, dilation, padding

    def windows(self):
        return windows(self.x.shape[1:-1], weights[self.kernel].shape[:-2], self.strides, self.dilation)

    def forward(self, x):
        self.x = padded(x, self.padding)
        y = sum(self.x[cells][..., None] * weights[self.kernel][tap] for tap, cells in self.windows())
        y = y.reshape(*y.shape[:-2], -1)  # channels times patterns side by side
        return y + weights[self.bias] if self.bias in weights else y

    def backward(self, dy, slopes):
        slopes[self.bias] = dy.reshape(-1, dy.shape[-1]).sum(axis=0)
        dy = dy.reshape(*dy.shape[:-1], *weights[self.kernel].shape[-2:])
        dx, places = np.zeros_like(self.x), tuple(range(dy.ndim - 2))
        slopes[self.kernel] = np.zeros_like(weights[self.kernel])
        for tap, cells in self.windows():
            slopes[self.kernel][tap] = (self.x[cells][..., None] * dy).sum(axis=places)
            dx[cells] += (dy * weights[self.kernel][tap]).sum(axis=-1)
        return unpadded(dx, self.padding)
'''
TRANSPOSED = '''
class TransposedConvolution:
    """Every cell of the input writes its pattern into the output; where patterns overlap, they add up."""

    def __init__(self, name, strides, padding, sizes):
        self.kernel, self.bias = name + ".kernel", name + ".bias"
        self.strides, self.padding, self.sizes = strides, padding, sizes

    def windows(self):
        return windows(self.sizes, weights[self.kernel].shape[:-2], self.strides, [1] * len(self.sizes))

    def forward(self, x):
        self.x = x
        y = np.zeros((len(x), *self.sizes, weights[self.kernel].shape[-2]), x.dtype)
        for tap, cells in self.windows():
            y[cells] += x @ weights[self.kernel][tap].T
        y = unpadded(y, self.padding)
        return y + weights[self.bias] if self.bias in weights else y

    def backward(self, dy, slopes):
        slopes[self.bias] = dy.reshape(-1, dy.shape[-1]).sum(axis=0)
        slopes[self.kernel] = np.zeros_like(weights[self.kernel])
        wide, dx = padded(dy, self.padding), np.zeros_like(self.x)
        for tap, cells in self.windows():
            rows = wide[cells].reshape(-1, dy.shape[-1])
            slopes[self.kernel][tap] = rows.T @ self.x.reshape(-1, self.x.shape[-1])
            dx += wide[cells] @ weights[self.kernel][tap]
        return dx
'''
MAX_POOLING = '''
class MaxPooling:
    """The largest number of each window, each channel by itself."""

    def __init__(self, size, strides, padding):
        self.size, self.strides, self.padding = size, strides, padding

    def windows(self):
        return windows(self.x.shape[1:-1], self.size, self.strides, [1] * len(self.size))

    def forward(self, x):
        self.x = padded(x, self.padding, -np.inf)
        self.y = np.max([self.x[cells] for _, cells in self.windows()], axis=0)
        return self.y

    def backward(self, dy, slopes):
        dx, waiting = np.zeros_like(self.x), np.ones(dy.shape, bool)
        for _, cells in self.windows():  # the slope goes to the first of equal winners
            won = waiting & (self.x[cells] == self.y)
            dx[cells] += dy * won
            waiting &= ~won
        return unpadded(dx, self.padding)
'''
AVERAGE_POOLING = '''
class AveragePooling:
    """The mean of each window, each channel by itself; cells of padding do not count."""

    def __init__(self, size, strides, padding):
        self.size, self.strides, self.padding = size, strides, padding

    def windows(self):
        return windows(self.shape[1:-1], self.size, self.strides, [1] * len(self.size))

    def forward(self, x):
        wide, ones = padded(x, self.padding), padded(np.ones_like(x), self.padding)
        self.shape = wide.shape
        self.count = sum(ones[cells] for _, cells in self.windows())
        return sum(wide[cells] for _, cells in self.windows()) / self.count

    def backward(self, dy, slopes):
        dx = np.zeros(self.shape, dy.dtype)
        for _, cells in self.windows():
            dx[cells] += dy / self.count
        return unpadded(dx, self.padding)
'''
NORMAL = '''
def scaled(x, axes, epsilon):
    """x at mean 0 and spread 1 over some axes, and the factor that made it so."""
    rest = x - x.mean(axis=axes, keepdims=True)
    factor = 1 / np.sqrt((rest * rest).mean(axis=axes, keepdims=True) + epsilon)
    return rest * factor, factor


def scaled_back(dn, normal, factor, axes):
    """The slope by x of what scaled(x) gave: mean and spread move with x."""
    along = (dn * normal).mean(axis=axes, keepdims=True)
    return (dn - dn.mean(axis=axes, keepdims=True) - normal * along) * factor


class Affine:
    """What normalizations end with: a learned factor (gamma) and shift (beta) for each feature along one axis."""

    def __init__(self, name, axis, epsilon):
        self.name, self.axis, self.epsilon = name, axis, epsilon

    def feature(self, kind, x):
        """A weight of this layer as it stands beside x; nothing where the layer has none of this kind."""
        weight = weights.get(f"{self.name}.{kind}")
        return None if weight is None else weight.reshape([-1 if axis == self.axis else 1 for axis in range(x.ndim)])

    def spread(self, normal):
        self.normal, gamma, beta = normal, self.feature("gamma", normal), self.feature("beta", normal)
        y = normal if gamma is None else normal * gamma
        return y if beta is None else y + beta

    def spread_back(self, dy, slopes):
        others = tuple(axis for axis in range(dy.ndim) if axis != self.axis)
        slopes[self.name + ".beta"] = dy.sum(axis=others)
        slopes[self.name + ".gamma"] = (dy * self.normal).sum(axis=others)
        gamma = self.feature("gamma", dy)
        return dy if gamma is None else dy * gamma
'''
BATCH_NORMALIZATION = '''
class BatchNormalization(Affine):
    """Scales each feature by its mean and spread: over the batch while training, their running means otherwise."""

    def __init__(self, name, axis, epsilon, momentum, frozen=False):
        super().__init__(name, axis, epsilon)
        self.momentum, self.frozen = momentum, frozen

    def forward(self, x, training=False):
        self.training = training and not self.frozen
        self.others = tuple(axis for axis in range(x.ndim) if axis != self.axis)
        if self.training:
            self.follow("moving_mean", x.mean(axis=self.others))
            self.follow("moving_variance", x.var(axis=self.others))
            normal, self.factor = scaled(x, self.others, self.epsilon)
        else:
            self.factor = 1 / np.sqrt(self.feature("moving_variance", x) + self.epsilon)
            normal = (x - self.feature("moving_mean", x)) * self.factor
        return self.spread(normal)

    def follow(self, kind, now):
        moving = weights[f"{self.name}.{kind}"]
        moving += (1 - self.momentum) * (now - moving)

    def backward(self, dy, slopes):
        dn = self.spread_back(dy, slopes)
        return scaled_back(dn, self.normal, self.factor, self.others) if self.training else dn * self.factor
'''
LAYER_NORMALIZATION = '''
class LayerNormalization(Affine):
    """Scales each sample by its own mean and spread along one axis."""

    def forward(self, x):
        normal, self.factor = scaled(x, self.axis, self.epsilon)
        return self.spread(normal)

    def backward(self, dy, slopes):
        return scaled_back(self.spread_back(dy, slopes), self.normal, self.factor, self.axis)
'''
GROUP_NORMALIZATION = '''
class GroupNormalization(Affine):
    """Scales groups of each sample's channels by the group's mean and spread."""

    def __init__(self, name, axis, epsilon, groups):
        super().__init__(name, axis, epsilon)
        self.groups = groups

    def grouped(self, x):
        """(n, places, groups, channels of a group)."""
        return x.reshape(len(x), -1, self.groups, x.shape[-1] // self.groups)

    def forward(self, x):
        normal, self.factor = scaled(self.grouped(x), (1, 3), self.epsilon)
        return self.spread(normal.reshape(x.shape))

    def backward(self, dy, slopes):
        dn = self.grouped(self.spread_back(dy, slopes))
        return scaled_back(dn, self.grouped(self.normal), self.factor, (1, 3)).reshape(dy.shape)
'''
RMS_NORMALIZATION = '''
class RMSNormalization:
    """Scales each sample to a mean square of one along one axis, then by a learned factor for each feature."""

    def __init__(self, name, axis, epsilon):
        self.scale, self.axis, self.epsilon = name + ".scale", axis, epsilon

    def feature(self, x):
        return weights[self.scale].reshape([-1 if axis == self.axis else 1 for axis in range(x.ndim)])

    def forward(self, x):
        self.factor = 1 / np.sqrt((x * x).mean(axis=self.axis, keepdims=True) + self.epsilon)
        self.normal = x * self.factor
        return self.normal * self.feature(x)

    def backward(self, dy, slopes):
        slopes[self.scale] = (dy * self.normal).sum(axis=tuple(axis for axis in range(dy.ndim) if axis != self.axis))
        dn = dy * self.feature(dy)
        return (dn - self.normal * (dn * self.normal).mean(axis=self.axis, keepdims=True)) * self.factor
'''
CLASSES = {
    "Convolution": (WINDOWS, CONVOLUTION),
    "GroupedConvolution": (WINDOWS, GROUPED),
    "DepthwiseConvolution": (WINDOWS, DEPTHWISE),
    "TransposedConvolution": (WINDOWS, TRANSPOSED),
    "MaxPooling": (WINDOWS, MAX_POOLING),
    "AveragePooling": (WINDOWS, AVERAGE_POOLING),
    "BatchNormalization": (NORMAL, BATCH_NORMALIZATION),
    "LayerNormalization": (NORMAL, LAYER_NORMALIZATION),
    "GroupNormalization": (NORMAL, GROUP_NORMALIZATION),
    "RMSNormalization": (RMS_NORMALIZATION,),
    "SimpleRNN": (RECURRENT, SIMPLE_RNN),
    "LSTM": (RECURRENT, LSTM),
    "GRU": (RECURRENT, GRU_AFTER),
    "GRU before": (RECURRENT, GRU_BEFORE),
    "Bidirectional": (RECURRENT, BIDIRECTIONAL),
    "Resize": (RESIZE,),
    "GatedLinearUnit": (GLU,),
}
"""The texts that a class needs, in their order."""
