"""Other computers that help: a Dask cluster that fills the shared cache."""
