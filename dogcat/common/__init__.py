"""What every other package needs and no subject owns: errors, sentences, files, processes and figures.

`types`: type aliases that several packages share.
`errors`: the exception whose text is written for users.
`storage`: the folders of the app, and atomic writes.
`disk_space`: how much may be written, so that the disk is never full.
`temporary`: temporary folders that another process removes.
`shown_text`: texts of others, made harmless where they leave the app.
`text_file`: reads plain files, no links and no devices, and text that people wrote on any system.
`typed_path`: a path and a word as people type them.
`zip_directory`: opens a zip, without reading a directory that lists too many files.
`language`: translates sentences.
`sentence`: sentences that are stored now and translated later.
`units`: bytes, percentage points and durations as text.
`palette`: the colours of the app.
`statistics`: intervals and tests for accuracies.
`rate_limit`: limits how often an action is allowed.
`permission`: who asks for an act, and whether they may do it.
`machine`: versions of packages, and measurements stored per machine.
`core_time`: the core time that this process and others use.
`processes`: starts Python processes with the environment that they need.
`heap`: settings of glibc's memory allocator.
"""
