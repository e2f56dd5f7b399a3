"""The same rows as an API of Django REST framework, as its tutorial has it."""

from typing import Any

from django.urls import path
from rest_framework import generics, pagination, serializers

from priorities.models import Commitment, Organization, PriorityArea
from tests.bench.naive import chosen, stand


class OrganizationSerializer(serializers.ModelSerializer):  # type: ignore[misc]
    class Meta:
        model = Organization
        fields = ["code", "name_en", "side"]


class AreaSerializer(serializers.ModelSerializer):  # type: ignore[misc]
    class Meta:
        model = PriorityArea
        fields = ["code", "slug", "title_en"]


class CommitmentSerializer(serializers.ModelSerializer):  # type: ignore[misc]
    area = AreaSerializer()
    organizations = OrganizationSerializer(many=True)
    standing = serializers.SerializerMethodField()

    class Meta:
        model = Commitment
        fields = ["code", "title_en", "description_en", "kind", "linkage", "area", "organizations", "standing"]

    def get_standing(self, row: Any) -> dict[str, Any]:
        """What the list shows of each row beside its texts."""
        stand(row)
        told = ("status", "basis", "status_as_of", "last_reported", "next_update_due")
        period = {name: getattr(row.period, name, None) for name in told}
        return {**period, "target_date": row.target, "overdue": bool(row.is_overdue), "fresh": not row.is_stale}


class Pages(pagination.PageNumberPagination):  # type: ignore[misc]
    page_size = 25


class Commitments(generics.ListAPIView):  # type: ignore[misc]
    serializer_class = CommitmentSerializer
    pagination_class = Pages
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    def get_queryset(self) -> Any:
        return chosen(self.request)


urlpatterns = [path("", Commitments.as_view())]
