from django.contrib.admin.apps import AdminConfig


class OfficialsAdminConfig(AdminConfig):
    """The admin, behind a sign-in that knows the second factor."""

    default_site = "priorities.signin.site.OfficialsSite"
