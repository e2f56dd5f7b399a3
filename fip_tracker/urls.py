from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from fip_tracker import health, metrics
from priorities import urls as priorities

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("", include(priorities.urlpatterns)),
    *i18n_patterns(path("", include(priorities.localized_urlpatterns))),
]

handler500 = "fip_tracker.errors.failure"
