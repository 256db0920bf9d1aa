"""What every package above needs and no domain owns: errors, languages, storage, settings of the process, figures."""
