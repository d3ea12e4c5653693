from datetime import date

from django.db import transaction

from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation
from dnm.journal.actions import record

from ..models import PlannedStage
from ..queries.questionnaires import questionnaire
from ..rules import can_begin, works_on_checks
from ..workflow import Stage
from .steps import only_if


@transaction.atomic
def plan_stage(organisation: Organisation, stage: Stage, *, key: str, on: date, by: Actor) -> PlannedStage:
    """The day for a company's T1 or T2; another day replaces it, and the company is told again when it comes."""
    only_if(works_on_checks(by) and can_begin(by, organisation) and stage in (Stage.T1, Stage.T2))
    questionnaire(key)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    plan, is_new = PlannedStage.objects.get_or_create(
        organisation=organisation, questionnaire=key, stage=stage, defaults={"due_on": on}
    )
    if is_new or plan.due_on != on:
        plan.due_on, plan.told_at = on, None
        plan.save(update_fields=["due_on", "told_at"])
        record("check.planned", plan, by=by, organisation_id=organisation.pk, stage=stage, due_on=on)
    return plan


@transaction.atomic
def drop_plan(plan: PlannedStage, *, by: Actor) -> None:
    only_if(works_on_checks(by))
    record("check.plan_dropped", plan, by=by, organisation_id=plan.organisation_id, stage=plan.stage)
    plan.delete()
