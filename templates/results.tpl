{{%AUTOESCAPE context="HTML"}}
{{!What a search found.}}
<h1>
{{#NONE}}
No questions match
{{/NONE}}
{{#ONE}}
1 question matches
{{/ONE}}
{{#MANY}}
{{COUNT}} questions match
{{/MANY}}
<q>{{QUERY}}</q>
</h1>
{{#CORRECTED}}
<p class="corrected">Showing results for <strong>{{CORRECTED_QUERY}}</strong>; search instead for <a href="{{EXACT_URL}}">{{QUERY}}</a>.</p>
{{/CORRECTED}}
{{>SEARCH}}
{{#FILTERED}}
<p class="hint">Searched only in <strong>{{CATEGORY_TITLE}}</strong>. <a href="{{ALL_URL}}">Search all questions</a></p>
{{/FILTERED}}
{{#FILTERS}}
<nav class="filters" aria-label="Categories">
<ul>
{{#FILTER}}
<li>{{#CURRENT}}<strong aria-current="true">{{CATEGORY_TITLE}}</strong>{{/CURRENT}}{{#OTHER}}<a href="{{URL}}">{{CATEGORY_TITLE}}</a>{{/OTHER}} ({{COUNT}})</li>
{{/FILTER}}
</ul>
</nav>
{{/FILTERS}}
{{#HAS_CONTACT}}
{{!none: the URL check would refuse mailto, which faq.conf's own check lets through.}}
<p>Your question is not among these? <a href="{{CONTACT_URL:h:none}}">Ask us</a>.</p>
{{/HAS_CONTACT}}
{{#NEAREST}}
<p>Check the spelling, try other words or fewer, or look through <a href="{{INDEX_URL}}">all questions</a>.</p>
<h2>Does one of these come near?</h2>
{{/NEAREST}}
{{>HITS}}
{{#MORE}}
<p class="hint">These are the best {{SHOWN}}. Further words narrow the search.</p>
{{/MORE}}
