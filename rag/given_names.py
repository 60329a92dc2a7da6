"""Common given names of English-language news, and the pronoun that goes with them.

A name that is common for women and men alike stands in neither list. The lists need not be
complete: people are found by their titles and by what is told of them as well.
"""

from __future__ import annotations

#: Names of men, in lower case.
MEN = frozenset(
    "aaron abdul abdullah abraham adam adrian ahmad ahmed alan albert alejandro alexander alfred"
    " ali allan alonso amir anatoly anders andre andreas andrei andrés andrew andy angelo anthony"
    " anton antonio ariel arnold arthur arturo atif barack barry ben benjamin bernard bernie bill"
    " bob boris brad bradley brendan brent brett brian bruce bruno carl carlos cedric cesar"
    " charles charlie chen chris christian christopher chuck clarence claude clint clive colin"
    " craig cristiano curtis cyril dale damian damien dan daniel danny darren dave david dean"
    " dennis derek dick diego dimitri dmitry dominic dominique don donald doug douglas duncan"
    " dwight earl ed eddie edgar eduardo edward edwin ehud emmanuel enrique eric erik ernest"
    " ernesto ethan eugene evan evo felipe felix ferdinand fernando fidel francesco francis"
    " francisco françois frank franklin fred frederick gareth gary gavin gene geoff geoffrey"
    " george gerald gerard gerhard giorgio giovanni giuseppe glen glenn gordon graham grant greg"
    " gregory guillermo günter gustavo guy hamid hamish hans harold harry hassan hector henri"
    " henrik henry herbert herman hiroshi howard hugh hugo ian ibrahim igor imran ismail ivan jack"
    " jacob jacques jake james jamie jan jared jason javier jay jean jeff jeffrey jens jeremy"
    " jerome jerry jesse jim jimmy joachim joe joel johan johann john johnny jon jonathan jorge"
    " josé joseph josh joshua juan julian julio jürgen justin karl keith ken kenneth kenny kevin"
    " khaled klaus kurt lance larry lars laurent lawrence lee len leo leon leonard leonardo lionel"
    " lloyd louis luca lucas luigi luis luke mahmoud malcolm manfred manmohan manuel marc marcel"
    " marco marcus mario mark markus martin matt matthew maurice max mehmet michael michel miguel"
    " mike mikhail milan mitch mitt mohamed mohammad mohammed morgan muhammad mustafa nathan neil"
    " nelson nicholas nick nicolas nigel noel norman oleg oliver omar oscar osama otto owen pablo"
    " patrick paul paulo pedro pervez pete peter phil philip philippe pierre rafael ralph ramon"
    " raul ray raymond recep reinhard ricardo richard rick rob robert roberto robin rodney rodrigo"
    " roger roland roman ron ronald ross roy rudolf rudy rupert russell ryan salman salvador sam"
    " samuel saul scott sean sebastian serge sergei sergey shane shaun sidney simon stanley stefan"
    " stephen steve steven stewart stuart sven taro ted terence terrence terry theodore thomas tim"
    " timothy toby todd tom tommy tony travis trevor tyler vaclav victor viktor vincent vladimir"
    " vojislav volker wallace walter warren wayne werner wilfred wilhelm will william willie"
    " winston wolfgang yasser yuri yusuf zachary".split()
)
#: Names of women, in lower case.
WOMEN = frozenset(
    "abigail adele adriana agnes aisha alexandra alice alicia alison amanda amelia amy ana"
    " anastasia andrea angela angelina anita ann anna anne annette annie antonia audrey aung"
    " barbara beatrice benazir bernadette beth betty beverly brenda bridget britney camilla cara"
    " carla carmen carol caroline carolyn catherine cecilia charlotte cherie cheryl christina"
    " christine cindy claire clara claudia condoleezza constance cristina cynthia daniela dawn"
    " deborah debra denise diana diane dilma dolores donna doris dorothy edith eileen elaine"
    " eleanor elena elisabeth elizabeth ella ellen emily emma erica erin estelle esther eva evelyn"
    " fatima fiona florence frances gabriela gail georgina geraldine gillian gina gisele gladys"
    " gloria grace greta hannah harriet heather heidi helen helena hillary ingrid irene irina"
    " isabel isabella jackie jacqueline jane janet janice jasmine jayne jennifer jenny jessica"
    " jill jo joan joanna joanne josephine joyce juanita judith judy julia juliana julie juliet"
    " karen karin kate katharine katherine kathleen kathryn kathy katie kelly kerry kim kirsten"
    " laura lauren leila lena lesley liliana lillian linda lisa liz liza lois lorraine louise"
    " lucia lucy lydia lynn madeleine maggie malala marcia margaret maria marie marilyn marina"
    " marion marjorie marta martha martina mary maureen megan melanie melissa mercedes meryl"
    " michelle mildred miranda miriam molly monica nadia nancy naomi natalia natalie natasha"
    " nicola nicole nina nora norma olga olivia pamela patricia paula pauline penelope penny petra"
    " phyllis priscilla priya rachel rebecca regina renee rita roberta rosa rose rosemary roxana"
    " ruth sabrina sally samantha sandra sara sarah serena sharon sheila shirley silvia simone"
    " sofia sonia sophia sophie stella stephanie sue susan susanna suzanne sylvia tamara tania"
    " teresa theresa tina tracy ursula valerie vanessa vera veronica victoria violet virginia"
    " vivian wanda wendy whitney winnie yoko yolanda yvette yvonne zoe".split()
)
