"""The words that a made-up record is composed of, each in English, French and Japanese."""

from dataclasses import dataclass
from random import Random

Words = tuple[str, str, str]
LANGUAGES = ("en", "fr", "ja")

DEEDS: list[Words] = [
    ("Hold annual consultations on", "Tenir des consultations annuelles sur", "定期協議の開催"),
    ("Share practices on", "Échanger des pratiques sur", "知見の共有"),
    ("Train practitioners in", "Former des praticiens en", "実務者の研修"),
    ("Fund joint research on", "Financer la recherche conjointe sur", "共同研究への支援"),
    ("Conclude an arrangement on", "Conclure un arrangement sur", "取決めの締結"),
    ("Support partners in", "Appuyer les partenaires en", "パートナー国の支援"),
    ("Publish guidance on", "Publier des orientations sur", "指針の公表"),
    ("Run a pilot project on", "Mener un projet pilote sur", "試行事業の実施"),
]
SUBJECTS: list[Words] = [
    ("maritime law", "le droit maritime", "海洋法"),
    ("ocean observation", "l’observation des océans", "海洋観測"),
    ("vaccine cold chains", "la chaîne du froid des vaccins", "ワクチンの低温物流"),
    ("hydrogen supply", "l’approvisionnement en hydrogène", "水素の供給"),
    ("liquefied natural gas", "le gaz naturel liquéfié", "液化天然ガス"),
    ("customs procedures", "les procédures douanières", "税関手続"),
    ("digital trade", "le commerce numérique", "デジタル貿易"),
    ("peacekeeping logistics", "la logistique du maintien de la paix", "平和維持活動の後方支援"),
    ("disaster response", "l’intervention en cas de catastrophe", "災害対応"),
    ("methane measurement", "la mesure du méthane", "メタンの計測"),
    ("fisheries enforcement", "la surveillance des pêches", "漁業の取締り"),
    ("critical minerals", "les minéraux critiques", "重要鉱物"),
]
PLACES: list[Words] = [
    ("with Pacific island countries", "avec les pays insulaires du Pacifique", "太平洋島嶼国"),
    ("in Southeast Asia", "en Asie du Sud-Est", "東南アジア"),
    ("between Canada and Japan", "entre le Canada et le Japon", "日加間"),
    ("in the North Pacific", "dans le Pacifique Nord", "北太平洋"),
    ("with Québec and Hokkaidō", "avec le Québec et Hokkaidō", "ケベック州・北海道"),
    ("in multilateral forums", "dans les enceintes multilatérales", "多国間の場"),
]
STEPS: list[Words] = [
    (
        "The working group met and agreed its plan",
        "Le groupe de travail s’est réuni et a convenu de son plan",
        "作業部会が開催され、計画に合意した",
    ),
    (
        "A first draft was exchanged for comments",
        "Une première ébauche a été échangée pour commentaires",
        "第一次案が交換され、意見が求められた",
    ),
    (
        "Funding was confirmed for the next fiscal year",
        "Le financement du prochain exercice a été confirmé",
        "次年度の予算が確認された",
    ),
    (
        "Experts of both sides visited the sites",
        "Des experts des deux parties ont visité les sites",
        "双方の専門家が現地を訪問した",
    ),
    (
        "The procurement was launched later than planned",
        "L’appel d’offres a été lancé plus tard que prévu",
        "調達は予定より遅れて開始された",
    ),
    (
        "Results were presented to ministers",
        "Les résultats ont été présentés aux ministres",
        "成果が閣僚に報告された",
    ),
]
OUTLOOKS: list[Words] = [
    ("the next meeting is being prepared", "la prochaine réunion est en préparation", "次回会合を準備中である"),
    ("a second phase is under review", "une deuxième phase est à l’étude", "第二段階を検討中である"),
    (
        "remaining steps follow in the coming months",
        "les étapes restantes suivront dans les prochains mois",
        "残る作業は数か月以内に行う",
    ),
    ("partners have been consulted", "les partenaires ont été consultés", "関係国との協議を行った"),
]
REASONS: list[Words] = [
    (
        "Ratification took longer than planned.",
        "La ratification a pris plus de temps que prévu.",
        "批准に想定より時間を要した。",
    ),
    ("Equipment arrived late.", "Le matériel est arrivé en retard.", "機材の到着が遅れた。"),
]
MADE_UP: Words = (
    "Made up to measure this software; nobody has committed to it.",
    "Inventé pour mesurer ce logiciel; personne ne s’y est engagé.",
    "本ソフトウェアの計測用に作られた架空のものであり、実在の約束ではない。",
)


@dataclass(frozen=True, slots=True)
class Texts:
    """A text in the three languages, in their order."""

    en: str
    fr: str
    ja: str

    def columns(self, name: str) -> dict[str, str]:
        return {f"{name}_en": self.en, f"{name}_fr": self.fr, f"{name}_ja": self.ja}


def title(chance: Random, number: int) -> Texts:
    deed, subject, place = chance.choice(DEEDS), chance.choice(SUBJECTS), chance.choice(PLACES)
    return Texts(
        f"{deed[0]} {subject[0]} {place[0]} ({number})",
        f"{deed[1]} {subject[1]} {place[1]} ({number})",
        f"{place[2]}における{subject[2]}に関する{deed[2]}（{number}）",
    )


def description(chance: Random, called: Texts) -> Texts:
    outlook = chance.choice(OUTLOOKS)
    return Texts(
        f"{called.en}: {outlook[0]}. {MADE_UP[0]}",
        f"{called.fr} : {outlook[1]}. {MADE_UP[1]}",
        f"{called.ja}。{outlook[2]}。{MADE_UP[2]}",
    )


def report(chance: Random) -> Texts:
    step, outlook, subject = chance.choice(STEPS), chance.choice(OUTLOOKS), chance.choice(SUBJECTS)
    return Texts(
        f"{step[0]} on {subject[0]}; {outlook[0]}.",
        f"{step[1]} ({subject[1]}); {outlook[1]}.",
        f"{subject[2]}について、{step[2]}。{outlook[2]}。",
    )


def reason(chance: Random) -> Texts:
    return Texts(*chance.choice(REASONS))


def step(chance: Random) -> Texts:
    return Texts(*chance.choice(STEPS))
