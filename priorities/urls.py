"""Addresses: the pages, under a language, and the files, under none."""

from django.urls import path

from priorities.views import about, area, commitment, commitment_list, files, organization, overview

localized_urlpatterns = [
    path("", overview.overview, name="overview"),
    path("priorities/<slug:slug>/", area.area_detail, name="area-detail"),
    path("commitments/", commitment_list.commitment_list, name="commitment-list"),
    path("commitments/<str:code>/", commitment.commitment_detail, name="commitment-detail"),
    path("organizations/<slug:code>/", organization.organization_detail, name="organization-detail"),
    path("data/", about.downloads, name="data"),
    path("about/", about.about, name="about"),
    path("accessibility/", about.accessibility, name="accessibility"),
]

urlpatterns = [
    path("data/summary.csv", files.summary_csv, name="summary-csv"),
    path("data/commitments.csv", files.commitments_csv, name="commitments-csv"),
]
