{{%AUTOESCAPE context="HTML"}}
{{!One question with its answer.}}
<nav class="crumbs" aria-label="Breadcrumb">
<ol>
<li><a href="{{INDEX_URL}}">All questions</a></li>
{{#HAS_CATEGORY}}
<li><a href="{{CATEGORY_URL}}">{{CATEGORY_TITLE}}</a></li>
{{/HAS_CATEGORY}}
</ol>
</nav>
<article>
<h1>{{QUESTION}}</h1>
{{!ANSWER_HTML comes from the Markdown renderer, in its safe mode.}}
<div class="prose">
{{ANSWER_HTML:none}}</div>
{{#HAS_UPDATED}}
<p class="hint">Last updated <time datetime="{{UPDATED}}">{{UPDATED}}</time></p>
{{/HAS_UPDATED}}
</article>
{{#HAS_RELATED}}
<section class="related">
<h2>Related questions</h2>
<ul class="questions">
{{#RELATED}}
<li><a href="{{URL}}">{{QUESTION}}</a></li>
{{/RELATED}}
</ul>
</section>
{{/HAS_RELATED}}
<nav class="steps" aria-label="More questions">
{{#PREVIOUS}}
<a class="previous" rel="prev" href="{{URL}}"><span>Previous</span> {{QUESTION}}</a>
{{/PREVIOUS}}
{{#NEXT}}
<a class="next" rel="next" href="{{URL}}"><span>Next</span> {{QUESTION}}</a>
{{/NEXT}}
</nav>
{{>SEARCH}}
