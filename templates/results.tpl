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
{{>SEARCH}}
{{#FILTERED}}
<p class="hint">Searched only in <strong>{{CATEGORY_TITLE}}</strong>. <a href="{{ALL_URL}}">Search all questions</a></p>
{{/FILTERED}}
{{#NEAREST}}
<p>Check the spelling, try other words or fewer, or look through <a href="{{INDEX_URL}}">all questions</a>.</p>
<h2>Does one of these come near?</h2>
{{/NEAREST}}
{{>HITS}}
