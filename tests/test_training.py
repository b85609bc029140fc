"""Examples for training are what gold says, in token numbers; the network itself needs torch, which users lack."""

from helpers import document, gold, reader, study
from training import examples, pack


def test_every_quotation_of_an_example_stands_where_gold_has_it():
    lexicon = reader.of(study.shared()).lexicon
    for name, record in list(gold.invented().items())[::30]:
        told = lexicon.told(document.make(record["text"]))
        example = examples.example(name, told, record["quotes"], len(lexicon.number))
        tokens = told.tokens
        assert len(example.first) == len(tokens) == len(example.features) == len(example.tags) == len(example.names)
        for cue, quote in zip(example.cues, record["quotes"], strict=True):
            first, last = cue.content
            assert tokens[first].start <= quote["content"][0] < tokens[first].end, (name, quote)
            assert tokens[last].start < quote["content"][1] <= tokens[last].end, (name, quote)
            assert examples.LABELS[cue.mode] == quote["mode"]
            if quote["mention"]:
                assert example.tags[cue.mention[0]] == 1
        named = [right for right, quote in zip(example.right, record["quotes"], strict=True) if quote["mention"]]
        assert sum(map(bool, named)) > 0.8 * len(named), name


def test_kept_weights_come_back_nearly_the_same():
    import numpy as np

    class Tensor(np.ndarray):
        detach = float = cpu = lambda self: self
        numpy = lambda self: np.asarray(self)  # noqa: E731

    weights = np.random.default_rng(1).normal(size=(20, 30)).astype(np.float32)
    back = pack.floats(pack.packed({"w": weights.view(Tensor), "b": weights[0].view(Tensor)}))
    assert np.abs(back["w"] - weights).max() < np.abs(weights).max() / 120
    assert np.abs(back["b"] - weights[0]).max() < 0.01
