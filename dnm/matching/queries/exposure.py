"""What a teaser gives away: the privacy engine fed with the firm, its ladders and the centre's directory."""

from collections.abc import Sequence
from functools import lru_cache

from dnm.directory.industries import industry_ladder, size_classes, size_ladder
from dnm.directory.models import Organisation
from dnm.directory.places import cities, municipalities, region_ladder
from dnm.engines.privacy import Finding, Firm, FirmFacts, Rung, apply_suggestions, check
from dnm.engines.privacy import Teaser as Shown

from ..models import Teaser
from ..rules import can_accept

UNKNOWN = (Rung("", ""),)
NAMING = ("name", "person", "url", "email", "phone", "register")


def check_teaser(teaser: Teaser) -> list[Finding]:
    """Every passage that may tell who the company is, in reading order."""
    places = [name for one in municipalities() for name in (one.name, *one.postcodes)]
    return check(
        shown(teaser),
        firm_of(teaser.need.organisation, teaser.language, f"{teaser.need.title}\n{teaser.need.text}"),
        population(),
        near_places=places,
        far_places=[one.name for one in cities()],
    )


def shown(teaser: Teaser) -> Shown:
    return Shown(teaser.title, teaser.text, teaser.industry, teaser.region, teaser.size, teaser.language)


def risk_key(finding: Finding) -> str:
    return f"{finding.kind}:{finding.quote}"


def findings_of(teaser: Teaser) -> list[Finding]:
    """What gives the firm away and was not left as it is by a scout, on purpose and rightly."""
    return open_findings(teaser, check_teaser(teaser))


def open_findings(teaser: Teaser, findings: Sequence[Finding]) -> list[Finding]:
    accepted = set(teaser.accepted_risks)
    return [one for one in findings if risk_key(one) not in accepted or not can_accept(one, teaser.need)]


def with_suggestions(teaser: Teaser, findings: Sequence[Finding]) -> dict[str, str]:
    """The words of the teaser once the suggestions for these findings are taken."""
    mended = apply_suggestions(shown(teaser), findings)
    return {name: getattr(mended, name) for name in ("title", "text", "industry", "region", "size")}


def firm_of(company: Organisation, language: str, confidential_text: str = "") -> Firm:
    """What must not show through."""
    contacts = list(company.contacts.all())
    return Firm(
        name=company.name,
        industry=_rungs(industry_ladder(company.industry, language)) if company.industry else UNKNOWN,
        region=_rungs(region_ladder(company.municipality, language)) if company.municipality else UNKNOWN,
        size=_rungs(size_ladder(company.head_count, language)) if company.head_count is not None else UNKNOWN,
        people=tuple(contact.full_name for contact in contacts if contact.last_name),
        place=company.place,
        postcode=company.postcode,
        website=company.website,
        emails=tuple(contact.email for contact in contacts if contact.email),
        phones=tuple(contact.phone for contact in contacts if contact.phone),
        register_number=company.register_number,
        founded=company.founded,
        head_count=company.head_count,
        confidential_text=confidential_text,
    )


def population() -> Sequence[FirmFacts]:
    """Every company of the directory with its keys on all rungs. One query."""
    companies = Organisation.objects.filter(kind=Organisation.Kind.COMPANY)
    facts = companies.values_list("industry", "municipality", "size_class").order_by("pk")
    return [_facts(*one) for one in facts]


@lru_cache(maxsize=4096)
def _facts(code: str, ags: str, size: str) -> FirmFacts:
    """Firms share few combinations; the ladders behind them never change while the program runs."""
    heads = next((one.from_heads for one in size_classes() if one.key == size), None)
    return FirmFacts(
        tuple(key for key, _label in industry_ladder(code)) if code else ("",),
        tuple(key for key, _label in region_ladder(ags)) if ags else ("",),
        tuple(key for key, _label in size_ladder(heads)) if heads is not None else ("",),
    )


def _rungs(ladder: Sequence[tuple[str, str]]) -> tuple[Rung, ...]:
    return tuple(Rung(key, label) for key, label in ladder)


def naming_in(text: str, company: Organisation, language: str) -> list[Finding]:
    """Passages that name the firm, its people or a way to reach it; towns and figures may be said on purpose."""
    said = check(Shown("", text, "", "", "", language), firm_of(company, language), ())
    return [one for one in said if one.kind in NAMING and one.severity == "blocking"]


def plain_teaser(company: Organisation, language: str) -> dict[str, str]:
    """The facts a new teaser starts with: no town, and coarse enough for five firms of the directory to share them."""
    firm = firm_of(company, language)
    finest = Shown(
        "", "", firm.industry[0].label, firm.region[min(1, len(firm.region) - 1)].label, firm.size[0].label, language
    )
    values = {"industry": finest.industry, "region": finest.region, "size": finest.size}
    for found in check(finest, firm, population()):
        for change in found.changes:
            values[change.field] = change.value
    return values
