{{%AUTOESCAPE context="HTML"}}
{{!One question with its answer.}}
<nav class="crumbs" aria-label="{{T_BREADCRUMB}}">
<ol role="list">
<li><a href="{{INDEX_URL}}">{{T_ALL_QUESTIONS}}</a></li>
{{#HAS_CATEGORY}}
<li><a href="{{CATEGORY_URL}}">{{CATEGORY_TITLE}}</a></li>
{{/HAS_CATEGORY}}
</ol>
</nav>
<div class="columns">
<div class="body">
<article>
<h1>{{QUESTION}}</h1>
{{#HAS_ANSWER}}
{{!ANSWER_HTML comes from the Markdown renderer, in its safe mode.}}
<div class="prose">
{{ANSWER_HTML:none}}</div>
{{/HAS_ANSWER}}
<footer class="facts">
{{#HAS_UPDATED}}
<p>{{T_UPDATED}} {{>DATE}}</p>
{{/HAS_UPDATED}}
{{!search.js makes a button of the link, which copies it.}}
<p><a class="permalink" href="{{URL}}" data-copy="{{T_COPY_LINK}}" data-copied="{{T_LINK_COPIED}}">{{T_LINK}}</a></p>
</footer>
</article>
{{>CONTACT}}
{{#HAS_STEPS}}
<nav class="steps" aria-label="{{T_MORE_QUESTIONS}}">
{{#PREVIOUS}}
<p>{{T_PREVIOUS}} <a rel="prev" href="{{URL}}">{{QUESTION}}</a></p>
{{/PREVIOUS}}
{{#NEXT}}
<p>{{T_NEXT}} <a rel="next" href="{{URL}}">{{QUESTION}}</a></p>
{{/NEXT}}
</nav>
{{/HAS_STEPS}}
</div>
{{#HAS_RELATED}}
<section class="aside related" aria-labelledby="Related">
<h2 id="Related">{{T_RELATED}}</h2>
<ul role="list">
{{#RELATED}}
<li><a href="{{URL}}">{{QUESTION}}</a></li>
{{/RELATED}}
</ul>
</section>
{{/HAS_RELATED}}
</div>
