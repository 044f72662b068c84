"""Examples are judged by what they show, not by how busy the machine is."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "patient",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")
