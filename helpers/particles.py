"""Grammatical particles: closed classes of Arabic words, the only ones that stand in code. All are plain spellings."""

# folded: after these no verb stands
PREPOSITIONS = frozenset("في من الي علي عن مع بين خلال بعد قبل منذ حول نحو ضد دون لدي عند تحت فوق وفق حسب بسبب".split())
# folded: after these a verb stands
BEFORE_VERBS = frozenset("قد وقد لقد فقد لم ولم لن ولن سوف وسوف".split())
NEGATIONS = frozenset("لا لم لن ما ليس ليست غير".split())
# what turns a statement into its contrary; ما is left out, being "what" more often
DENIALS = (NEGATIONS - {"ما"}) | frozenset("دون بدون بلا عدم بعدم".split())
# words that look like a form of some verb and are none: particles, prepositions with pronouns, pronouns of respect
NEVER_VERBS = frozenset(
    """غيرها غيره غيرهم له لها لهم لهما لنا به بها بهم بهما بنا فيه فيها فيهم منه منها منهم عليه عليها عليهم إليه إليها
    إليهم عنه عنها عنهم هنا هناك وهنا فيما بينما حيث كما إذ أما لكن لكنه لكنها لكنهم ولكن هو هي هم هذا هذه ذلك تلك
    هؤلاء أو أم ثم دعوني دعونا بل قد لقد لم لن لا ما ليس ليست كي مثل معه معها إنما أيضا سوى إلا غير بعض كل أي عندما
    بعدما حين حينما لأن لأنه لأنها وسط سموه سموها سموهم سموهما سموكم""".split()
)
PRONOUNS = ("ه", "ها", "هم", "هما", "هن", "نا", "ني", "ك", "كم")  # suffixes
GLUED = frozenset("ولبف")  # conjunctions and prepositions that are written as part of the next word
# what may end a word that no dictionary knows: pronouns, longer ones first, and endings of number and gender; folded
POSSESSIVES = ("هما", "كما", "ها", "هم", "هن", "نا", "كم", "ه", "ك", "ي")
ENDINGS = ("ات", "تين", "تان", "ين", "ون", "ان", "يه", "ه", "ا")
# folded: a bare "that", which points back at the end of a sentence when a verb governs it through one of these
POINTERS, GOVERNED = frozenset(["ذلك", "هذا"]), frozenset(["علي", "عن", "حول", "بشان"])
# as written: after these a sentence goes on, so that a line which ends in one was broken in its midst
GO_ON = frozenset(
    "في من إلى الى على عن أن ان إن بأن بان لأن لان التي الذي الذين اللذين اللتين لم لن قد أو او ثم حتى منذ خلال بين "
    "لكن حيث فيما بينما غير سوى عند لدى كي لكي إذ لقد ألا إلا الا أي ضد نحو تحت فوق".split()
)
# names of Latin letters in initials: M, F, B, C …
LETTERS = frozenset("إم ام إف اف بي سي دي جي تي إس اس إل ال آر ار إتش اتش يو آي اي".split())
