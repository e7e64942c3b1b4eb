"""The training part of a PyTorch file: optimizer, penalties, bounds, and the loops."""

from __future__ import annotations

from typing import Any

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.code.optimizer_rows import Rule
from nndesigner.files.code.schedule_code import schedule_code
from nndesigner.files.code.source import Source
from nndesigner.files.code.torch_helpers import OPTIMIZER
from nndesigner.files.code.torch_layers import TorchLayer
from nndesigner.files.code.torch_rows import ROWS
from nndesigner.files.code.weight_rules import ORTHOGONAL, bound_lines, name_of, penalty, trained_weights

Layers = dict[str, TorchLayer]


def training_code(source: Source, layers: Layers) -> str:
    """Everything from the optimizer to ``fit``."""
    part = source.optimizer
    schedule = "" if part.schedule is None else schedule_code(0.0, part.schedule, lambda made: ROWS.make("schedules", made))
    own, optimizer = _optimizer(source)
    penalties = _penalties(source, layers)
    step = _step(source, layers)
    mean = source.loss.reduction == "mean"
    sparse = name_of(source.loss) == "sparse_categorical_crossentropy"
    return _TRAIN.format(
        own=schedule + own,
        groups=_groups(source),
        optimizer=optimizer,
        step_function=step,
        y=_CLASSES if sparse else "    y = y.reshape(z.shape)",
        p="" if source.fused else "\n    p = network.outputs(z)",
        loss=ROWS.make("losses", source.loss, source.fused),
        penalty=penalties,
        total=("losses.sum() / count" if mean else "losses.sum()") + (" + penalty() / processes" if penalties else ""),
        step="take_step()" if step else "optimizer.step()",
        batch=source.batch_size,
    )


def _rate(source: Source) -> str:
    return repr(source.optimizer.learning_rate) if source.optimizer.schedule is None else "learning_rate(0)"


def _optimizer(source: Source) -> tuple[str, str]:
    """The text of an optimizer of the file's own, or none, and how the optimizer is made."""
    part, parameters = source.optimizer, "parameters" if _factors(source) else "network.parameters()"
    name, rate = name_of(part), _rate(source)
    if name in ("adam", "adamw") and not (name == "adam" and part.weight_decay):
        options = f", weight_decay={part.weight_decay or 0.0!r}" if name == "adamw" else ""
        options += ", amsgrad=True" if part.amsgrad else ""
        betas = f"({part.beta_1!r}, {part.beta_2!r})"
        kind = "AdamW" if name == "adamw" else "Adam"
        return "", f"torch.optim.{kind}({parameters}, lr={rate}, betas={betas}, eps={part.epsilon!r}{options})"
    if name == "sgd" and not part.weight_decay and not (part.momentum and part.schedule):
        options = f", momentum={part.momentum!r}" if part.momentum else ""
        options += ", nesterov=True" if part.nesterov and part.momentum else ""
        return "", f"torch.optim.SGD({parameters}, lr={rate}{options})"
    return _own(part), f"Optimizer({parameters}, lr={rate})"


def _own(part: Any) -> str:
    """An optimizer by Keras's formulas."""
    rule: Rule = ROWS.make("optimizers", part)
    names = {name: f'kept["{name}"]' for name in rule.kept} | {"w": "weight", "g": "slope", "fn": "torch"}
    lines = [line.format(**names) for line in rule.lines]
    if part.weight_decay:
        lines.insert(0, f"weight -= {part.weight_decay!r} * rate * weight")
    values = ", ".join(f"{name}=torch.full_like(weight, {value!r})" for name, value in rule.kept.items())
    start = f"\n                if not kept:\n                    kept.update({values})" if values else ""
    return OPTIMIZER.format(
        numbers="\n".join(f"{name} = {value!r}" for name, value in rule.numbers.items()),
        about=rule.about,
        before="".join(f"\n        {line}" for line in rule.before),
        start=start,
        lines="\n".join(f"                {line}" for line in lines),
    )


def _factors(source: Source) -> bool:
    return any(piece.layer is not None and piece.layer.learning_rate_factor != 1 for piece, _ in trained_weights(source))


def _groups(source: Source) -> str:
    """Groups of parameters that learn faster or slower, where there are any."""
    if not _factors(source):
        return ""
    pieces = list({piece.name: piece for piece, _ in trained_weights(source)}.values())
    lines = []
    for piece in pieces:
        factor = 1.0 if piece.layer is None else piece.layer.learning_rate_factor
        attribute = f"network.{piece.name}_layer"
        lines.append(
            f'    {{"params": [*{attribute}.parameters()], "lr": {factor!r} * {_rate(source)}, "factor": {factor!r}}},'
        )
    return "parameters = [  # each layer at its own share of the learning rate\n" + "\n".join(lines) + "\n]\n"


def _step(source: Source, layers: Layers) -> str:
    """The function ``take_step``, where a step is more than the optimizer's own."""
    part, lines, numbered = source.optimizer, [], False
    if part.clipnorm:
        lines += ["for weight in network.parameters():", f"    nn.utils.clip_grad_norm_([weight], {part.clipnorm!r})"]
    elif part.global_clipnorm:
        lines.append(f"nn.utils.clip_grad_norm_(network.parameters(), {part.global_clipnorm!r})")
    elif part.clipvalue:
        lines.append(f"nn.utils.clip_grad_value_(network.parameters(), {part.clipvalue!r})")
    changes = []
    if part.schedule is not None:
        changes.append('    group["lr"] = group.get("factor", 1.0) * learning_rate(steps - 1)')
    if name_of(part) == "adamw" or (name_of(part) == "adam" and not part.weight_decay):
        changes.append("    # Keras adds epsilon before the bias correction, torch after it.")
        changes.append(f'    group["eps"] = {part.epsilon!r} / (1 - {part.beta_2!r} ** steps) ** 0.5')
    if changes:
        numbered = True
        lines += ["for group in optimizer.param_groups:", *changes]
    bounds = _bounds(source, layers)
    if not lines and not bounds:
        return ""
    body = [*(["global steps", "steps += 1"] if numbered else []), *lines, "optimizer.step()"]
    body += ["with torch.no_grad():", *(f"    {line}" for line in bounds)] if bounds else []
    text = "\n".join(f"    {line}" for line in body)
    head = "steps = 0\n\n" if numbered else ""
    return f'{head}\ndef take_step():\n    """One step of the optimizer, and what goes before and after it."""\n{text}\n\n'


def _view(layers: Layers, piece: Any, weight: Any, part: Any) -> str:
    """A parameter in the engine's order of axes. Raises FileError where it has none and the part looks at axes."""
    attribute, turn = layers[piece.name].weights[weight.name]
    joined = "_" if attribute.startswith("_") else "."
    text = f"network.{piece.name}_layer{'' if joined == '_' else '.'}{attribute}"
    if turn != "gates":
        return text + turn
    if weight.name.endswith("bias") or name_of(part) not in ("l1", "l2", "l1_l2", "non_neg"):
        message = tr("PyTorch export has no form for the {name} of the {weight} of the GRU {where!r}.")
        raise FileError(message.format(name=name_of(part), weight=weight.name, where=piece.title))
    return text


def _penalties(source: Source, layers: Layers) -> str:
    """The function ``penalty``, where large weights cost."""
    found = [(piece, weight) for piece, weight in trained_weights(source) if weight.regularizer is not None]
    if not found:
        return ""
    helper = ""
    for _, weight in found:
        ROWS.check("regularizers", weight.regularizer, weight.name)
        if name_of(weight.regularizer) == "orthogonal":
            helper = ORTHOGONAL.format(fn="torch", keep="keepdim", kind="") + "\n"
    terms = [penalty(weight.regularizer, _view(layers, piece, weight, weight.regularizer), "torch") for piece, weight in found]
    text = "".join(f"\n    total = total + {term}" for term in terms)
    return f'{helper}\ndef penalty():\n    """What large weights cost."""\n    total = 0.0{text}\n    return total\n\n'


def _bounds(source: Source, layers: Layers) -> list[str]:
    lines = []
    for piece, weight in trained_weights(source):
        if weight.constraint is not None:
            ROWS.check("constraints", weight.constraint, weight.name)
            lines += bound_lines(weight.constraint, _view(layers, piece, weight, weight.constraint), "torch")
    return lines


_CLASSES = """    if y.shape != z.shape:  # class numbers, not one-hot rows
        y = functional.one_hot(y.reshape(z.shape[:-1]).long(), z.shape[-1]).float()"""
_TRAIN = '''
{own}
{groups}optimizer = {optimizer}
{step_function}
def losses_of(z, y):
    """The loss of each sample, from what the network's forward gave."""
{y}{p}
    return {loss}

{penalty}
def train_on_batch(x, target):
    """One training step; returns the loss before it. Each process takes its share of the batch."""
    network.train()
    y = tensors(target)[0]
    count = len(y)
    share = slice(rank * count // processes, (rank + 1) * count // processes)
    z = parallel(*(part[share] for part in tensors(x)))
    losses = losses_of(z, y[share])
    loss = {total}
    optimizer.zero_grad()
    (loss * processes).backward()  # DistributedDataParallel averages the slopes over the processes
    {step}
    loss = loss.detach()
    if processes > 1:
        torch.distributed.all_reduce(loss)
    return float(loss)


def fit(x, target, epochs=1, batch_size={batch}, seed=0):
    """Train on all samples in a new order every epoch; returns the mean loss of each epoch."""
    random, history, x = np.random.default_rng(seed), [], tensors(x)
    target = np.asarray(target, np.float32)
    for epoch in range(epochs):
        order, total = random.permutation(len(target)), 0.0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            total += train_on_batch([part[batch] for part in x], target[batch]) * len(batch)
        history.append(total / len(order))
    return history

'''
