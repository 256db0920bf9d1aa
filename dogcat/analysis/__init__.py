"""What recorded trainings say: figures of curves, comparisons of runs, calibration."""
