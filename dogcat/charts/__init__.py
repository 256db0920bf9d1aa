"""From data to Plotly figures, each with a sentence that describes it."""
