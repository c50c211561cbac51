"""Which concepts are core is decided on their form, and seen in their list."""

from django.urls import reverse

from tests import factories as make
from tests.concepts.admin.pages import fill


def test_the_list_tells_core_concepts_and_can_keep_to_them(admin):
    make.make_concept("marketing", "Marketing", "营销", core=True)
    make.make_concept("price", "Price", "价格")
    address = reverse("admin:concepts_concept_changelist")
    everything = admin.get(address).content.decode()
    assert "field-core" in everything
    assert ">price<" in everything
    core = admin.get(address, {"core__exact": "1"}).content.decode()
    assert ">marketing<" in core
    assert ">price<" not in core


def test_the_form_makes_a_concept_core(admin):
    concept = make.make_concept("marketing", "Marketing", "营销")
    answer = fill(admin, reverse("admin:concepts_concept_change", args=[concept.pk]), core="on")
    assert answer.status_code == 302
    make.publish_proposals()
    concept.refresh_from_db()
    assert concept.core
