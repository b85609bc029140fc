"""Between the Calls: from raw Arabic reports to quotations, speakers, frames and what shifts between calls."""


def analyse(reports, terms=None):
    """Every table of a collection, from the frame of `corpus.load`: see `pipeline.analyse`."""
    from helpers import pipeline

    return pipeline.analyse(reports, terms)
