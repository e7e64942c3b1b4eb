"""Classes of a plain NumPy file: layers that read a sequence step by step."""

from __future__ import annotations

RECURRENT = '''
class Recurrent:
    """Reads a sequence (n, steps, features) step by step and carries a state of a few numbers along."""

    def __init__(self, name, units, functions, sequences=False, backwards=False):
        self.kernel, self.recurrent, self.bias = (name + kind for kind in ("kernel", "recurrent_kernel", "bias"))
        self.units, self.functions, self.sequences, self.backwards = units, functions, sequences, backwards

    def forward(self, x):
        self.x = x[:, ::-1] if self.backwards else x
        self.kept, states = [], []  # what the way back needs of each step
        self.start(len(x))
        for step in range(x.shape[1]):
            states.append(self.step(self.x[:, step]))
        return np.stack(states, axis=1) if self.sequences else states[-1]

    def start(self, count):
        """Before the first step the state is 0."""
        self.state = np.zeros((count, self.units), np.float32)

    def backward(self, dy, slopes):
        for name in (self.kernel, self.recurrent, self.bias):
            slopes[name] = np.zeros_like(weights[name]) if name in weights else 0
        dx, d_state = np.zeros_like(self.x), np.zeros((len(dy), self.units), np.float32)
        self.start_back(d_state)
        for step in reversed(range(self.x.shape[1])):
            if self.sequences:
                d_state = d_state + dy[:, step]
            elif step == self.x.shape[1] - 1:
                d_state = d_state + dy
            dx[:, step], d_state = self.step_back(self.x[:, step], d_state, slopes)
        return dx[:, ::-1] if self.backwards else dx

    def start_back(self, d_state):
        """What comes back from behind the last step is 0."""

    def weigh(self, x):
        """The weighted inputs of one step."""
        return x @ weights[self.kernel] + weights.get(self.bias, 0)

    def weigh_back(self, dz, x, before, slopes):
        """The slopes of the weights, where inputs and state are weighted alike."""
        slopes[self.kernel] += x.T @ dz
        slopes[self.recurrent] += before.T @ dz
        slopes[self.bias] = slopes[self.bias] + dz.sum(axis=0)
        return dz @ weights[self.kernel].T, dz @ weights[self.recurrent].T
'''
SIMPLE_RNN = '''
class SimpleRNN(Recurrent):
    """The new state is a function of the weighted inputs and the weighted state before."""

    def step(self, x):
        function, _ = self.functions
        z = self.weigh(x) + self.state @ weights[self.recurrent]
        y = function(z)
        self.kept.append((self.state, z, y))
        self.state = y
        return y

    def step_back(self, x, d_state, slopes):
        _, function_back = self.functions
        before, z, y = self.kept.pop()
        return self.weigh_back(function_back(z, y, d_state), x, before, slopes)
'''
LSTM = '''
class LSTM(Recurrent):
    """A second state, the cell, is written, kept and read through gates."""

    def start(self, count):
        super().start(count)
        self.cell = np.zeros_like(self.state)

    def start_back(self, d_state):
        self.d_cell = np.zeros_like(d_state)

    def step(self, x):
        function, _, gate, _ = self.functions
        z = np.split(self.weigh(x) + self.state @ weights[self.recurrent], 4, axis=1)
        write, forget, candidate, read = gate(z[0]), gate(z[1]), function(z[2]), gate(z[3])
        cell = forget * self.cell + write * candidate
        shown = function(cell)
        self.kept.append((self.state, self.cell, z, (write, forget, candidate, read), cell, shown))
        self.state, self.cell = read * shown, cell
        return self.state

    def step_back(self, x, d_state, slopes):
        _, function_back, _, gate_back = self.functions
        before, cell_before, z, (write, forget, candidate, read), cell, shown = self.kept.pop()
        d_cell = self.d_cell + function_back(cell, shown, d_state * read)
        self.d_cell = d_cell * forget
        parts = [
            gate_back(z[0], write, d_cell * candidate),
            gate_back(z[1], forget, d_cell * cell_before),
            function_back(z[2], candidate, d_cell * write),
            gate_back(z[3], read, d_state * shown),
        ]
        return self.weigh_back(np.concatenate(parts, axis=1), x, before, slopes)
'''
GRU_AFTER = '''
class GRU(Recurrent):
    """An update gate blends the state before with a candidate; a reset gate hides part of the weighted state."""

    def step(self, x):
        function, _, gate, _ = self.functions
        bias, own_bias = weights.get(self.bias, np.zeros((2, 1), np.float32))
        z = np.split(x @ weights[self.kernel] + bias, 3, axis=1)
        inner = np.split(self.state @ weights[self.recurrent] + own_bias, 3, axis=1)
        z[0], z[1] = z[0] + inner[0], z[1] + inner[1]
        update, reset = gate(z[0]), gate(z[1])
        z[2] = z[2] + reset * inner[2]
        candidate = function(z[2])
        self.kept.append((self.state, z, inner[2], update, reset, candidate))
        self.state = update * self.state + (1 - update) * candidate
        return self.state

    def step_back(self, x, d_state, slopes):
        _, function_back, _, gate_back = self.functions
        before, z, hidden, update, reset, candidate = self.kept.pop()
        d_candidate = function_back(z[2], candidate, d_state * (1 - update))
        d_update = gate_back(z[0], update, d_state * (before - candidate))
        d_reset = gate_back(z[1], reset, d_candidate * hidden)
        dz = np.concatenate([d_update, d_reset, d_candidate], axis=1)
        d_inner = np.concatenate([d_update, d_reset, d_candidate * reset], axis=1)
        slopes[self.kernel] += x.T @ dz
        slopes[self.recurrent] += before.T @ d_inner
        slopes[self.bias] = slopes[self.bias] + np.stack([dz.sum(axis=0), d_inner.sum(axis=0)])
        return dz @ weights[self.kernel].T, d_state * update + d_inner @ weights[self.recurrent].T
'''
GRU_BEFORE = '''
class GRU(Recurrent):
    """An update gate blends the state before with a candidate; a reset gate hides part of the state."""

    def step(self, x):
        function, _, gate, _ = self.functions
        z, recurrent = np.split(self.weigh(x), 3, axis=1), np.split(weights[self.recurrent], 3, axis=1)
        z[0], z[1] = z[0] + self.state @ recurrent[0], z[1] + self.state @ recurrent[1]
        update, reset = gate(z[0]), gate(z[1])
        z[2] = z[2] + (reset * self.state) @ recurrent[2]
        candidate = function(z[2])
        self.kept.append((self.state, z, update, reset, candidate))
        self.state = update * self.state + (1 - update) * candidate
        return self.state

    def step_back(self, x, d_state, slopes):
        _, function_back, _, gate_back = self.functions
        before, z, update, reset, candidate = self.kept.pop()
        recurrent = np.split(weights[self.recurrent], 3, axis=1)
        d_candidate = function_back(z[2], candidate, d_state * (1 - update))
        d_hidden = d_candidate @ recurrent[2].T
        d_update = gate_back(z[0], update, d_state * (before - candidate))
        d_reset = gate_back(z[1], reset, d_hidden * before)
        dz = np.concatenate([d_update, d_reset, d_candidate], axis=1)
        slopes[self.kernel] += x.T @ dz
        parts = [before.T @ d_update, before.T @ d_reset, (reset * before).T @ d_candidate]
        slopes[self.recurrent] += np.concatenate(parts, axis=1)
        slopes[self.bias] = slopes[self.bias] + dz.sum(axis=0)
        d_before = d_state * update + d_hidden * reset + d_update @ recurrent[0].T + d_reset @ recurrent[1].T
        return dz @ weights[self.kernel].T, d_before
'''
BIDIRECTIONAL = '''
class Bidirectional:
    """Reads a sequence from both ends with two recurrent layers, and joins what they found."""

    def __init__(self, ahead, back, merge):
        self.ahead, self.back, self.merge = ahead, back, merge

    def turned(self, y):
        """The steps of a whole sequence that was read from its end, in the order of time."""
        return y[:, ::-1] if self.back.sequences else y

    def forward(self, x):
        self.outputs = a, b = self.ahead.forward(x), self.turned(self.back.forward(x))
        if self.merge == "concat":
            return np.concatenate([a, b], axis=-1)
        return {"sum": a + b, "mul": a * b, "ave": (a + b) / 2}[self.merge]

    def backward(self, dy, slopes):
        a, b = self.outputs
        if self.merge == "concat":
            da, db = np.split(dy, 2, axis=-1)
        else:
            da, db = {"sum": (dy, dy), "mul": (dy * b, dy * a), "ave": (dy / 2, dy / 2)}[self.merge]
        return self.ahead.backward(da, slopes) + self.back.backward(self.turned(db), slopes)
'''
