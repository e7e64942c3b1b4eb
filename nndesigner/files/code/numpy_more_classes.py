"""Classes of a plain NumPy file: grouped convolutions, resizing, gated units."""

from __future__ import annotations

GROUPED = '''
class GroupedConvolution:
    """A convolution of groups of channels, each by itself."""

    def __init__(self, name, groups, strides, dilation, padding):
        self.kernel, self.bias, self.groups = name + ".kernel", name + ".bias", groups
        self.strides, self.dilation, self.padding = strides, dilation, padding

    def windows(self):
        return windows(self.x.shape[1:-1], weights[self.kernel].shape[:-2], self.strides, self.dilation)

    def split(self, array):
        """Groups of the last axis."""
        return np.split(array, self.groups, axis=-1)

    def forward(self, x):
        self.x = padded(x, self.padding)
        y = 0
        for tap, cells in self.windows():
            pairs = zip(self.split(self.x[cells]), self.split(weights[self.kernel][tap]))
            y = y + np.concatenate([part @ kernel for part, kernel in pairs], axis=-1)
        return y + weights[self.bias] if self.bias in weights else y

    def backward(self, dy, slopes):
        dx, slopes[self.kernel] = np.zeros_like(self.x), np.zeros_like(weights[self.kernel])
        for tap, cells in self.windows():
            parts, kernels = self.split(self.x[cells]), self.split(weights[self.kernel][tap])
            rows = [(x.reshape(-1, x.shape[-1]), d.reshape(-1, d.shape[-1])) for x, d in zip(parts, self.split(dy))]
            slopes[self.kernel][tap] = np.concatenate([x.T @ d for x, d in rows], axis=-1)
            dx[cells] += np.concatenate([d @ kernel.T for d, kernel in zip(self.split(dy), kernels)], axis=-1)
        slopes[self.bias] = dy.reshape(-1, dy.shape[-1]).sum(axis=0)
        return unpadded(dx, self.padding)
'''
RESIZE = '''
class Resize:
    """Makes an image larger by drawing lines between the centers of its cells."""

    def __init__(self, size):
        self.size = size

    def shares(self, cells, factor):
        """What each new cell along one axis takes from each old one: (cells * factor, cells)."""
        centers = ((np.arange(cells * factor) + 0.5) / factor - 0.5).clip(0, cells - 1)
        below = np.minimum(np.floor(centers).astype(int), max(cells - 2, 0))
        part, identity = (centers - below)[:, None], np.eye(cells)
        return (identity[below] * (1 - part) + identity[np.minimum(below + 1, cells - 1)] * part).astype(np.float32)

    def forward(self, x):
        self.rows, self.columns = (self.shares(cells, factor) for cells, factor in zip(x.shape[1:3], self.size))
        return np.einsum("yh,xw,nhwc->nyxc", self.rows, self.columns, x, optimize=True)

    def backward(self, dy, slopes):
        return np.einsum("yh,xw,nyxc->nhwc", self.rows, self.columns, dy, optimize=True)
'''
GLU = '''
class GatedLinearUnit:
    """One half of an axis passes as far as the other half lets it."""

    def __init__(self, axis):
        self.axis = axis

    def forward(self, x):
        self.passed, gate = np.split(x, 2, axis=self.axis)
        self.gate = 0.5 * np.tanh(0.5 * gate) + 0.5
        return self.passed * self.gate

    def backward(self, dy, slopes):
        return np.concatenate([dy * self.gate, dy * self.passed * self.gate * (1 - self.gate)], axis=self.axis)
'''
