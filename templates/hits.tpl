{{%AUTOESCAPE context="HTML"}}
{{!A list of found questions, included as HITS.}}
<ol class="hits">
{{#HIT}}
<li>
<a href="{{URL}}">{{#TITLE_PART}}{{TEXT}}{{#MARKED}}<mark>{{MATCH}}</mark>{{/MARKED}}{{/TITLE_PART}}</a>
{{#SNIPPET}}
<p>{{#SNIPPET_PART}}{{TEXT}}{{#MARKED}}<mark>{{MATCH}}</mark>{{/MARKED}}{{/SNIPPET_PART}}</p>
{{/SNIPPET}}
{{#HAS_CATEGORY}}
<p class="hint">{{CATEGORY_TITLE}}</p>
{{/HAS_CATEGORY}}
</li>
{{/HIT}}
</ol>
