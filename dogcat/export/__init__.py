"""What a learner can take home: model, notebook, code, reports."""
