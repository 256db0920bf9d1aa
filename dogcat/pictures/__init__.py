"""Picture sets: from files of any origin to decoded, cached pixels."""
