from __future__ import annotations

import pytest

from nndesigner.ui.tasks import end_all


@pytest.fixture
def data_page(qtbot, document, runner):
    """A Data page on an empty project, visible and listening."""
    from nndesigner.ui.pages.data_page import DataPage

    page = DataPage(document, runner)
    qtbot.addWidget(page)
    page.text_wanted.connect(lambda text: page.loader.open_text(text, "Pasted table"))
    page.resize(1000, 700)
    page.show()
    qtbot.waitUntil(lambda: page.samples is not None)
    yield page
    end_all()


@pytest.fixture
def results_page(qtbot, document, runner):
    """A Results page, visible."""
    from nndesigner.ui.pages.results_page import ResultsPage

    page = ResultsPage(document, runner)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    yield page
    end_all()


@pytest.fixture
def load(document):
    """``load(source)`` makes a source's table the document's data."""
    from nndesigner.data.source import load_source
    from nndesigner.project.edits import ReplaceData

    def load(source):
        assert document.push(ReplaceData(document.project, source, load_source(source)))

    return load


@pytest.fixture
def train(qtbot, document, runner):
    """``train(epochs)`` trains the document's network to its end."""
    from nndesigner.project.edits import SetSettings

    def train(epochs=5):
        document.push(SetSettings(document.project, epochs=epochs, early_stopping=None))
        runner.play()
        assert runner.state == "training"
        qtbot.waitUntil(lambda: runner.state == "finished", timeout=30000)
        assert document.project.trained is not None

    return train
