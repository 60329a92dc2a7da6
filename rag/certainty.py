"""Words by which something is less than a fact, or more: not sure, not yet, somebody's word; all.

The first, left out of a sentence, make a suspect guilty and a plan done; the others, put in, make a
rule of a case.
"""

from __future__ import annotations

#: Words by which something is not so yet, or not surely, or not wholly.
HEDGES = frozenset(
    "may might could would should if unless whether alleged allegedly reportedly apparently "
    "possibly probably perhaps likely unlikely supposedly purported purportedly presumed suspected "
    "suspects possible potential potentially hypothetical believed believes believe suggests "
    "suggested suggest appears appeared appear seems seemed seem expects expected expect plans "
    "planned plan planning proposes proposed proposal intends intended intend aims aimed hopes "
    "hoped hope wants wanted want threatens threatened threat considers considered considering "
    "seeks sought trying tries tried attempt attempts attempted fears feared almost nearly "
    "partly".split()
)
#: Words by which something is so without exception or doubt.
ABSOLUTES = frozenset(
    "all every each everyone everybody everything always entirely wholly completely certain "
    "certainly definitely undoubtedly surely proven".split()
)
#: Words by which something is said by somebody.
SAYINGS = frozenset(
    "said says say saying told tells according claims claimed claim claiming alleges alleged "
    "allege accused accuses accusing argues argued argue insists insisted insist asserts asserted "
    "denies denied deny denying warns warned warn wrote writes announced announces confirmed "
    "confirms stated states stressed added adds described describes called calls denounced "
    "denouncing criticised criticized blamed blames suggests suggested reported reports reportedly "
    "allegedly believes believed thinks thought estimates estimated predicts predicted testified "
    "explained noted admitted acknowledged emphasised emphasized declared demanded demands".split()
)
