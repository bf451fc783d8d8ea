"""Properties are tried without a watch on them: a busy machine is no fault of the planner's."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
