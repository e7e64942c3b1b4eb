"""What stands at the end of a run: why it ended, in one sentence, and the trained model with its card."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nndesigner.core.text import tr
from nndesigner.nn.callbacks import Callback, EarlyStopping, TargetReached
from nndesigner.project.design import Design
from nndesigner.project.trained import TrainedModel

if TYPE_CHECKING:
    from nndesigner.nn.training import Trainer
    from nndesigner.project.settings import TrainingSettings
    from nndesigner.session.control import Control
    from nndesigner.session.history import History
    from nndesigner.session.job import Job
    from nndesigner.session.prepare import Prepared


def stopping(settings: TrainingSettings, *, validates: bool) -> list[Callback]:
    """What may end a run before its last epoch; early stopping goes back to the best epoch's weights."""
    found: list[Callback] = []
    if settings.early_stopping is not None:
        monitor = "val_loss" if validates else "loss"
        config = {"monitor": monitor, "patience": settings.early_stopping, "restore_best_weights": True}
        found.append(EarlyStopping.from_config(config))
    if settings.target_loss is not None:
        found.append(TargetReached.from_config({"target": settings.target_loss}))
    return found


def sentence(trainer: Trainer, job: Job) -> str:
    """Why the run ended."""
    reason, epoch = trainer.stop_reason, trainer.epoch
    early = next((callback for callback in trainer.callbacks if isinstance(callback, EarlyStopping)), None)
    kept = ""
    if early is not None and 0 <= early.best_epoch < epoch - 1:
        kept = tr(" The best weights, of epoch {epoch}, are kept.", epoch=early.best_epoch + 1)
    if reason is None or reason.kind == "stopped":
        return tr("Stopped by the user after {done} of {epochs} epochs.", done=epoch, epochs=job.epochs) + kept
    if reason.kind == "early stopping" and early is not None:
        text = tr("Early stopping after epoch {epoch}: no better {monitor} for {patience} epochs.")
        watched = tr("validation loss") if early.monitor == "val_loss" else tr("training loss")
        return text.format(epoch=epoch, monitor=watched, patience=early.patience) + kept
    if reason.kind == "target reached":
        loss, target = trainer.logs["loss"], job.settings.target_loss
        return tr("Target reached in epoch {epoch}: the loss is {loss:.6g}, the target {target:g}.").format(
            epoch=epoch, loss=loss, target=target
        )
    if reason.kind == "finished":
        return (tr("Finished the one epoch.") if epoch == 1 else tr("Finished all {epochs} epochs.", epochs=epoch)) + kept
    return reason.message[:1].upper() + reason.message[1:].rstrip(".") + "."


def trained_model(
    job: Job, prepared: Prepared, trainer: Trainer, history: History, control: Control, reason: str, steps: int
) -> TrainedModel:
    """The model with all that prediction, evaluation and going on need."""
    state = trainer.state()
    return TrainedModel(
        model=trainer.model,
        recipe=prepared.recipe,
        history=history.as_dict(),
        settings=job.settings,
        design=Design(job.contents.graph).to_config(),
        fingerprint=job.table.fingerprint,
        card=_card(job, prepared, control, reason, steps),
        state={key: state[key] for key in ("epoch", "learning_rate", "callbacks", "within")},
    )


def snapshot(job: Job, prepared: Prepared, trainer: Trainer) -> TrainedModel:
    """A copy of the network as it is now, which can be used while training goes on; without history and state."""
    from nndesigner.project.build import build_model

    model = build_model(job.contents, prepared.recipe, job.settings)
    model.set_weights(trainer.model.get_weights())
    card = {"split": job.contents.split.to_config(), "epochs": trainer.epoch}
    return TrainedModel(model, prepared.recipe, settings=job.settings, fingerprint=job.table.fingerprint, card=card)


def _card(job: Job, prepared: Prepared, control: Control, reason: str, steps: int) -> dict[str, Any]:
    rows = prepared.rows
    return {
        "title": job.contents.title,
        "trained": datetime.now(UTC).isoformat(timespec="seconds"),
        "ended": reason,
        "rows": {"training": len(rows.train), "validation": len(rows.validation), "test": len(rows.test)},
        "split": job.contents.split.to_config(),
        "steps": steps,
        "learning_rate_changes": [[step, value] for step, value in control.changes],
    }
