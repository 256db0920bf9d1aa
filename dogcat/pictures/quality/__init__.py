"""Checks picture sets for faults that spoil a training or its results, and leaves pictures out.

`findings`: the type of a finding.
`file_checks`: findings about single files.
`duplicates`: finds copies of pictures.
`shortcuts`: measures simple statistics that show the class.
`set_checks`: findings about the whole set.
`check`: runs all checks and stores the report.
`revision`: the report after pictures were left out, without another check.
`exclusions`: leaves pictures out, which can be undone.
"""
