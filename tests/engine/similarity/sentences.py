"""Sentences of our own, each in three languages, as claims might be worded."""

KK = {
    "gas": "Аралдағы балықшылар ауылына газ құбыры тартылды.",
    "dam": "Сырдария бойындағы бөгет көктемде су тасқынын тоқтата алмайды.",
    "school": "Қызылорда облысында он екі мектеп жөндеусіз жабылып қалды.",
    "bread": "Жаңа жылдан бастап нан бағасы екі есе өседі.",
    "clinic": "Ауылдық емханаларда дәрігерлердің жартысы зейнет жасында.",
    "bus": "Шекара арқылы өтетін автобус бағыты енді жұмыс істемейді.",
    "wind": "Жел электр станциясы құстардың қоныс аударуына кедергі жасайды.",
    "milk": "Шетелден әкелінген сүт ұнтағы тексерусіз сатылып жатыр.",
}
RU = {
    "gas": "В посёлок рыбаков на Арале провели газопровод.",
    "dam": "Плотина на Сырдарье весной не сможет сдержать паводок.",
    "school": "В Кызылординской области двенадцать школ закрылись без ремонта.",
    "bread": "С нового года цена на хлеб вырастет вдвое.",
    "clinic": "В сельских поликлиниках половина врачей пенсионного возраста.",
    "bus": "Автобусный маршрут через границу больше не работает.",
    "wind": "Ветряная электростанция мешает перелёту птиц.",
    "milk": "Сухое молоко из-за рубежа продают без проверки.",
}
EN = {
    "gas": "A gas pipeline was laid to the fishing village on the Aral Sea.",
    "dam": "The dam on the Syr Darya cannot hold back the spring flood.",
    "school": "Twelve schools in Kyzylorda region were closed without repairs.",
    "bread": "The price of bread will double from the new year.",
    "clinic": "Half of the doctors in village clinics are of retirement age.",
    "bus": "The bus route across the border no longer runs.",
    "wind": "The wind farm hinders the migration of birds.",
    "milk": "Imported milk powder is sold without any checks.",
}
BY_LANGUAGE = {"kk": KK, "ru": RU, "en": EN}
