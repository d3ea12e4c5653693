"""Closed lists of words, all in the form of words.form()."""

from dnm.engines.privacy.words import form


def _forms(text: str) -> frozenset[str]:
    return frozenset(form(word) for word in text.split())


LEGAL_FORMS = _forms(
    """gmbh mbh ggmbh ag kg kgaa ohg gbr ug se eg ev ek co cokg haftungsbeschränkt partg partgmbb
    mbb stiftung ltd limited inc llc plc corp bv sarl sa srl sp zoo gesellschaft
    aktiengesellschaft"""
)
GENERIC_WORDS = _forms(
    """und der die das des von am an im in für bei the and of for gebr gebrüder söhne sohn töchter
    tochter familie firma betrieb gruppe group holding werk werke international europe deutschland
    germany nrw westfalen soest haus hof markt handel service services system systeme systems
    solutions technik technologie technologies tech bau holz metall stahl eisen beton glas papier
    leder textil kunststoff kunststoffe gummi farben lacke möbel maschinen anlagen werkzeug
    werkzeuge formen teile industrie industries industry produktion fertigung elektro elektronik
    electronic electronics energie energy solar sanitär heizung klima lüftung dach dächer garten
    landschaft agrar land tier futter getreide mühle bäcker bäckerei konditorei metzgerei
    fleischerei brot back backwaren brauerei getränke lebensmittel feinkost obst gemüse käse
    molkerei hotel gasthof restaurant café catering apotheke praxis klinik pflege pflegedienst
    seniorenheim physio optik dental labor druck druckerei medien verlag werbung agentur design
    consulting beratung software data digital it edv web logistik spedition transport transporte
    umzüge reisen taxi auto autohaus kfz reifen fahrzeuge fahrrad immobilien verwaltung
    versicherung versicherungen bank steuerberater steuerberatung rechtsanwälte anwälte ingenieure
    ingenieurbüro architekten büro planung vertrieb import export partner meister meisterbetrieb
    tischlerei schreinerei zimmerei schlosserei malerbetrieb maler friseur salon kosmetik
    reinigung mode schuhe schmuck uhren blumen bücher spiel sport fitness schule akademie zentrum
    center company bakery möbelhaus modehaus schuhhaus kaufhaus warenhaus landhaus gasthaus
    brauhaus sanitätshaus pflegeheim altenheim pflegezentrum supermarkt baumarkt getränkemarkt
    verbrauchermarkt sägewerk betonwerk kieswerk stadtwerke plastics plastic steel metal metals
    wood furniture engineering machines foods food logistics"""
)
# A word that ends like this names a trade. Not here: -haus and -heim, they end many surnames.
GENERIC_ENDINGS = tuple(
    sorted(
        _forms(
            """technik technologie bau bäckerei handel handlung service werkstatt werkstätten systeme
            logistik produktion verarbeitung bearbeitung bedarf pflege pflegedienst klinik reinigung
            fertigung herstellung fabrik manufaktur druckerei tischlerei schreinerei schlosserei
            zimmerei gießerei brauerei metzgerei fleischerei gärtnerei spedition transporte vertrieb
            verpackungen maschinen anlagen möbel elektronik elektrik montage installation beratung
            verwaltung büro planung entwicklung entsorgung vermietung agentur design praxis apotheke
            warenhaus betriebe betrieb werke waren teile werkzeuge automaten automation
            automatisierung industrie software"""
        )
    )
)
SALUTATIONS = _forms("herr herrn frau mr mrs ms miss dr prof")
NAME_PARTICLES = _forms("von van der de zu")
TITLES = SALUTATIONS | NAME_PARTICLES | _forms("dipl ing kfm mag med phil jur rer nat")
# Surnames that are everyday words as well.
COMMON_SURNAMES = _forms(
    """koch bauer fischer schneider weber bäcker becker klein groß lang kurz jung wolf berg stein
    sommer winter herbst frost kaiser könig richter meister müller schmied wagner schäfer
    zimmermann schreiner maurer gärtner jäger förster kaufmann vogt krämer schuster töpfer glaser
    sattler stark reich schwarz weiß roth braun grün blau neu alt gut engel sonntag freitag montag
    busch wald feld bach brunnen kern korn roggen hafer apfel birnbaum linde eiche baum hahn fuchs
    hase haas vogel adler falke specht hirsch löwe bär hammer nagel keller ofen kessel heide hof
    mai april smith baker cook miller carpenter fisher king young white black brown green long
    short stone hill field wood woods bush hall mason page price"""
)
# Cities whose names are everyday words: only after a preposition.
AMBIGUOUS_PLACES = _forms("essen halle singen hof kiel senden ahlen werder linden leer bergen olpe")
UNDISCLOSING_CODES = _forms(
    """co2 h2 h2o 5g 4g 3d 2d 4d b2b b2c b2g a3 a4 a5 mp3 mp4 usb2 usb3 html5 css3 s3 e10 e5 q1 q2
    q3 q4 eu27 covid19 g20 i18n ipv4 ipv6 rs232 rs485 k8s h264 h265 win10 win11 office365 m365
    office2019 s4hana"""
)
NORMS = _forms(
    """iso en din iec vde vdi windows office industrie ip rs covid eur usb kw klasse typ level tier
    co"""
)
MONTHS = _forms(
    """januar februar märz april mai juni juli august september oktober november dezember jan feb
    mrz apr jun jul aug sep sept okt nov dez january february march may june july october december
    oct dec"""
)
EVERYDAY_CAPITALS = MONTHS | _forms(
    """i we our us monday tuesday wednesday thursday friday saturday sunday german germany english
    england europe european eu uk usa american french france dutch spanish italian polish chinese
    asia asian excel word outlook teams sharepoint microsoft google windows office linux android
    ios apple sap erp crm mes plm pdm cad cam cnc plc sps rfid nfc qr gps iot ai ki ml llm api pdf
    csv xml json sql usb lan wlan wifi bluetooth datev odoo salesforce shopify whatsapp zoom slack
    jira github python java q1 q2 q3 q4 gdpr dsgvo iso din ce b2b b2c kpi roi hr pr it ot ip vat
    north south east west rhine westphalia nrw nordrhein westfalen sme smes mittelstand industry
    industrie covid co2 ok saas paas iaas lorawan mw kw kwh mwh eticket ebike"""
)
PERCENT = _forms("% prozent percent prozentige prozentigen prozentiger")
MONEY = _forms("€ eur euro euros dollar dollars usd cent")
MEASURES = _forms(
    """kg g t tonne tonnen tonnes tons gramm kilo kilogramm m cm mm km meter metern kilometer
    kilometern quadratmeter qm m2 hektar liter litern l hl kwh mwh gwh kw mw volt grad bar hz db ml
    gb tb mbit kubikmeter metres liters litres"""
)
UNITS_LIKE_ADJECTIVES = _forms("Meter Liter Kilometer Zentimeter Millimeter Hektoliter")


def _beginnings(text: str) -> tuple[str, ...]:
    return tuple(sorted(_forms(text)))


TIMES = _beginnings(
    "sekunde minute stunde tag woche monat jahr quartal schicht second hour day week month year quarter shift"
)
HEADS = _beginnings(
    """mitarbeit beschäftigt angestellt leute menschen kolleg köpfe personen employee staff people
    worker colleague"""
)
SITES = _beginnings(
    """filial standort niederlassung läden geschäfte werke branch location site store shop hotel
    bett bed fahrzeug lkw truck vehicle"""
)
