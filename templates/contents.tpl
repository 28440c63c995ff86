{{%AUTOESCAPE context="HTML"}}
{{!The categories: beside the text or below it, included as CONTENTS; in it where the index lists them alone, as CATEGORIES.}}
<nav{{#BESIDE}} class="aside contents{{#FEW}} few{{/FEW}}"{{/BESIDE}} id="Categories" aria-labelledby="Categories-title">
<h2 id="Categories-title">{{T_CATEGORIES}}</h2>
<ul{{#LISTED}} class="questions"{{/LISTED}} role="list">
{{#CONTENTS_ITEM}}
<li><a href="{{URL}}"{{#CURRENT}} aria-current="page"{{/CURRENT}}>{{CATEGORY_TITLE}} <span class="count" aria-hidden="true">{{COUNT}}</span><span class="unseen">, {{COUNT_OF}}</span></a></li>
{{/CONTENTS_ITEM}}
</ul>
</nav>
