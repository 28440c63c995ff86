{{%AUTOESCAPE context="HTML"}}
{{!What a search found.}}
<div class="columns">
<div class="body">
<h1>{{FOUND}}</h1>
{{#CORRECTED}}
<p class="corrected">{{T_SHOWING}} <strong>{{CORRECTED_QUERY}}</strong>. {{T_INSTEAD}} <a href="{{EXACT_URL}}">{{QUERY}}</a></p>
{{/CORRECTED}}
{{#OFFERS}}
<p class="corrected">{{T_DID_YOU_MEAN}} {{#OFFER}}<a href="{{URL}}">{{OFFERED_QUERY}}</a>{{#OFFER_separator}}, {{/OFFER_separator}}{{/OFFER}}</p>
{{/OFFERS}}
{{#FILTERED}}
<p class="hint">{{T_ONLY_IN}} <strong>{{CATEGORY_TITLE}}</strong>. <a href="{{ALL_URL}}">{{T_SEARCH_ALL}}</a></p>
{{/FILTERED}}
{{#NONE}}
<p>{{T_TRY}} <a href="{{INDEX_URL}}">{{T_ALL_QUESTIONS}}</a></p>
{{/NONE}}
{{>CONTACT}}
{{#TOPICS}}
<nav class="topics" aria-labelledby="Topics">
<h2 id="Topics">{{T_CATEGORIES}}</h2>
<ul role="list">
{{#TOPIC}}
<li><a href="{{URL}}">{{CATEGORY_TITLE}}</a></li>
{{/TOPIC}}
</ul>
</nav>
{{/TOPICS}}
{{#CLEAR}}
{{!The one hit that answers what was asked, whole; the rule is in rank.h.}}
<article class="clear">
<h2><a href="{{URL}}">{{#TITLE_PART}}{{TEXT}}{{#MARKED}}<mark>{{MATCH}}</mark>{{/MARKED}}{{/TITLE_PART}}</a></h2>
{{#HAS_ANSWER}}
<div class="prose">
{{ANSWER_HTML:none}}</div>
{{/HAS_ANSWER}}
{{#HAS_CATEGORY}}
<p class="hint">{{CATEGORY_TITLE}}</p>
{{/HAS_CATEGORY}}
</article>
{{/CLEAR}}
{{#NEAREST}}
<h2>{{T_NEAR}}</h2>
{{/NEAREST}}
{{>HITS}}
{{>PAGES}}
{{#NARROW}}
<p class="hint">{{T_NARROW}}</p>
{{/NARROW}}
</div>
{{#FILTERS}}
<nav class="aside filters" aria-labelledby="filters">
<h2 id="filters">{{T_CATEGORIES}}</h2>
<ul role="list">
{{#FILTER}}
<li>{{#CURRENT}}<strong aria-current="true">{{CATEGORY_TITLE}} {{/CURRENT}}{{#OTHER}}<a href="{{URL}}">{{CATEGORY_TITLE}} {{/OTHER}}<span class="count" aria-hidden="true">{{COUNT}}</span><span class="unseen">, {{COUNT_OF}}</span>{{#CURRENT}}</strong>{{/CURRENT}}{{#OTHER}}</a>{{/OTHER}}</li>
{{/FILTER}}
</ul>
</nav>
{{/FILTERS}}
</div>
