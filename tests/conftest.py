"""What holds for every test."""

from hypothesis import HealthCheck, settings

# The same examples in every run, and nothing that depends on how fast the machine is.
settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")
