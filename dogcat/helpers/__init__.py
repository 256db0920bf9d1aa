"""Other computers that train for this app. Dask's `distributed` connects them; the queue and the run folders stay here.

On both sides:
`certificates`: by which the app and its helpers know each other.
`invitation`: the zip that a computer needs to become a helper.
`connection`: Dask's settings, TLS, and the version of the code.
`parcels`: files of a run as one zip, checked on arrival.
`travelling_pictures`: picture sets by their content.

At the app:
`scheduler`: the process in the middle, which outlives the app.
`cluster`: all calls to Dask's client.
`sightings`: which helpers are connected, and which are free.
`roster`: what the teacher has decided of each helper.
`attempt`: an attempt at a run on a helper.
`dispatch`: sends a run to a helper.
`arrivals`: checks and takes in what comes back.
`fleet`: gives waiting runs to helpers, and puts lost ones back.

On a helper:
`helper`: joins, and connects again for ever.
`relay`: trains a run and sends its lines.
"""
