{{%AUTOESCAPE context="HTML"}}
{{!What a search found.}}
<h1>{{#NONE}}{{T_NONE_MATCH}}{{/NONE}}{{#ONE}}1 {{T_ONE_MATCHES}}{{/ONE}}{{#MANY}}{{COUNT}} {{T_MANY_MATCH}}{{/MANY}}</h1>
{{>SEARCH}}
<div class="columns">
{{#FILTERS}}
<nav class="aside filters" aria-labelledby="filters">
<h2 id="filters">{{T_CATEGORIES}}</h2>
<ul>
{{#FILTER}}
<li>{{#CURRENT}}<strong aria-current="true">{{CATEGORY_TITLE}}</strong>{{/CURRENT}}{{#OTHER}}<a href="{{URL}}">{{CATEGORY_TITLE}}</a>{{/OTHER}} <span>{{COUNT}}</span></li>
{{/FILTER}}
</ul>
</nav>
{{/FILTERS}}
<div class="body">
{{#CORRECTED}}
<p class="corrected">{{T_SHOWING}} <strong>{{CORRECTED_QUERY}}</strong>. {{T_INSTEAD}} <a href="{{EXACT_URL}}">{{QUERY}}</a></p>
{{/CORRECTED}}
{{#OFFERS}}
<p class="corrected">{{T_DID_YOU_MEAN}} {{#OFFER}}<a href="{{URL}}">{{OFFERED_QUERY}}</a>{{#OFFER_separator}}, {{/OFFER_separator}}{{/OFFER}}?</p>
{{/OFFERS}}
{{#FILTERED}}
<p class="hint">{{T_ONLY_IN}} <strong>{{CATEGORY_TITLE}}</strong>. <a href="{{ALL_URL}}">{{T_SEARCH_ALL}}</a></p>
{{/FILTERED}}
{{#NEAREST}}
<p>{{T_TRY}} <a href="{{INDEX_URL}}">{{T_ALL_QUESTIONS}}</a></p>
{{/NEAREST}}
{{#HAS_CONTACT}}
{{!none: the URL check would refuse mailto, which faq.conf's own check lets through.}}
<p>{{T_NOT_AMONG}} <a href="{{CONTACT_URL:h:none}}">{{T_ASK}}</a></p>
{{/HAS_CONTACT}}
{{#MORE}}
<p class="hint">{{T_BEST}} {{SHOWN}}. {{T_NARROW}}</p>
{{/MORE}}
{{#NEAREST}}
<h2>{{T_NEAR}}</h2>
{{/NEAREST}}
{{>HITS}}
</div>
</div>
