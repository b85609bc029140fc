"""Between the Calls: from raw Arabic reports to quotations, speakers, frames and what shifts between calls."""


def analyse(study):
    """Every table of a Study (`study.load`): see `pipeline.analyse`."""
    from helpers import pipeline

    return pipeline.analyse(study)
