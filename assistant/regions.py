"""Names of large places and capital letters that are never a person."""

from __future__ import annotations

# Counties, states and regions, which the list of towns does not hold.
REGIONS = (
    "Avon|Bedfordshire|Berkshire|Buckinghamshire|Cambridgeshire|Cheshire|Cleveland|Cornwall|Cumbria|Derbyshire|Devon|Dorset|Durham|Essex|Gloucestershire|Hampshire|Herefordshire|Hertfordshire|Humberside|"
    "Huntingdonshire|Kent|Lancashire|Leicestershire|Lincolnshire|Merseyside|Middlesex|Norfolk|Northamptonshire|Northumberland|Nottinghamshire|Oxfordshire|Rutland|Shropshire|Somerset|Staffordshire|Suffolk|Surrey|"
    "Sussex|Tyneside|Teesside|Tees|Wearside|Warwickshire|Wiltshire|Worcestershire|Yorkshire|Anglesey|Gwynedd|Gwent|Dyfed|Powys|Glamorgan|Clwyd|Ceredigion|Carmarthenshire|Pembrokeshire|Monmouthshire|Flintshire|Conwy|"
    "Lothian|Fife|Tayside|Grampian|Highland|Highlands|Strathclyde|Lanarkshire|Ayrshire|Renfrewshire|Aberdeenshire|Perthshire|Angus|Moray|Orkney|Shetland|Antrim|Armagh|Down|Fermanagh|Londonderry|Tyrone|Ulster|"
    "Isle of Wight|Isle of Man|Jersey|Guernsey|Ireland|Republic of Ireland|England|Scotland|Wales|Tower Hamlets|Hackney|Camden|Islington|Lambeth|Lewisham|Southwark|Greenwich|Newham|Haringey|Barnet|Brent|Ealing|"
    "Hounslow|Hillingdon|Harrow|Enfield|Waltham Forest|Redbridge|Havering|Bexley|Bromley|Croydon|Sutton|Merton|Kingston|Richmond|Wandsworth|Kensington|Hammersmith|Fulham|Sandwell|Walsall|Dudley|Solihull|Kirklees|"
    "Calderdale|Knowsley|Sefton|Wirral|Trafford|Tameside|Thurrock|Medway|Torbay|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|"
    "Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|"
    "Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Washington|West Virginia|Wisconsin|Wyoming|Ontario|Quebec|Queensland|Victoria|New South Wales|USA|UAE|Africa|America|Asia|Europe|Australia"
).split("|")
# Two capitals that are never a person here.
ABBREVIATIONS = frozenset(
    "GP SW HV TA CP UK EU UN NI PE IT AI HR ID PP RR FM DV DA SA MP QC KC TV PC OK SI WT IQ EP EC HM LA CA CE FE HE RE ME MH LD MS AS ED LP NM YP VC".split()
)
