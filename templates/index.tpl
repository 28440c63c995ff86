{{%AUTOESCAPE context="HTML"}}
{{!The index: all questions, or of many the first ones of each category.}}
{{#HAS_LEAD}}
<p class="lead">{{LEAD}} <a href="#About">{{T_READ_MORE}}</a></p>
{{/HAS_LEAD}}
{{#HAS_INTRO}}
{{!INTRO_HTML comes from the Markdown renderer, in its safe mode.}}
<div class="lead prose">
{{INTRO_HTML:none}}</div>
{{/HAS_INTRO}}
{{#PILLS}}
<nav class="pills" aria-label="{{T_CONTENTS}}">
<ul role="list">
{{#PILL}}
<li><a href="#c-{{CATEGORY_SLUG}}">{{CATEGORY_TITLE}}</a></li>
{{/PILL}}
{{#MORE_PILLS}}
<li><a href="#Categories">{{ALL_CATEGORIES}}</a></li>
{{/MORE_PILLS}}
</ul>
</nav>
{{/PILLS}}
{{#ALONE}}
<article>
<h2><a href="{{URL}}">{{QUESTION}}</a></h2>
{{#HAS_ANSWER}}
{{!Safe Markdown, as above.}}
<div class="prose">
{{ANSWER_HTML:none}}</div>
{{/HAS_ANSWER}}
{{#HAS_UPDATED}}
<p class="hint">{{T_UPDATED}} {{>DATE}}</p>
{{/HAS_UPDATED}}
</article>
{{/ALONE}}
<div class="columns">
<div class="body">
{{#CATEGORY}}
<div class="category">
{{#HAS_TITLE}}
<h2 id="c-{{CATEGORY_SLUG}}"><a href="{{CATEGORY_URL}}">{{CATEGORY_TITLE}}</a></h2>
{{/HAS_TITLE}}
{{#HAS_CATEGORY_INTRO}}
{{!Safe Markdown, as above.}}
<div class="prose">
{{CATEGORY_INTRO_HTML:none}}</div>
{{/HAS_CATEGORY_INTRO}}
{{#HAS_ENTRIES}}
<ul class="questions" role="list">
{{#ENTRY}}
<li><a href="{{URL}}">{{QUESTION}}</a></li>
{{/ENTRY}}
</ul>
{{/HAS_ENTRIES}}
{{#MORE}}
<p class="more"><a href="{{URL}}">{{ALL_OF}}<span class="unseen"> – {{CATEGORY_TITLE}}</span></a></p>
{{/MORE}}
</div>
{{/CATEGORY}}
{{>CATEGORIES}}
{{#HAS_ALL}}
<p class="hint"><a href="{{INDEX_URL}}all">{{T_ALL_ANSWERS}}</a></p>
{{/HAS_ALL}}
{{#EMPTY}}
<p>{{T_NO_QUESTIONS}}</p>
{{/EMPTY}}
{{#HAS_ABOUT}}
{{!Safe Markdown, as above; the introduction where it is longer than the lead.}}
<section class="about prose" id="About"{{#HAS_ABOUT_TITLE}} aria-labelledby="About-title"{{/HAS_ABOUT_TITLE}}>
{{#HAS_ABOUT_TITLE}}
<h2 id="About-title">{{T_ABOUT}}</h2>
{{/HAS_ABOUT_TITLE}}
{{ABOUT_HTML:none}}{{CLOSING_HTML:none}}</section>
{{/HAS_ABOUT}}
</div>
{{>CONTENTS}}
</div>
