from django.apps import AppConfig


class DeploymentConfig(AppConfig):
    name = "fip_tracker"

    def ready(self) -> None:
        from fip_tracker import checks  # noqa: F401, PLC0415  (importing it registers the checks)
