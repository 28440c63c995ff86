{{%AUTOESCAPE context="HTML"}}
{{!The search form, included by the pages as SEARCH. STATUS is for search.js, which says there what it found. LIVE tells it to search while the visitor types, LOG to say what he settled on.}}
<search{{#LIVE}} data-live{{/LIVE}}{{#LOG}} data-log{{/LOG}}>
<form class="search" action="{{INDEX_URL}}" method="get">
<label for="q"{{#EVERYWHERE}} class="unseen"{{/EVERYWHERE}}>{{#EVERYWHERE}}{{T_SEARCH_LABEL}}{{/EVERYWHERE}}{{#IN_CATEGORY}}{{T_SEARCH_IN}} {{CATEGORY_TITLE}}{{/IN_CATEGORY}}</label>
<div class="field">
<input type="search" id="q" name="q" value="{{QUERY}}" maxlength="256" autocomplete="off" enterkeyhint="search">
{{#IN_CATEGORY}}
<input type="hidden" name="category" value="{{CATEGORY_SLUG}}">
{{/IN_CATEGORY}}
<button type="submit">{{T_SEARCH}}</button>
</div>
</form>
<p class="unseen" role="status" id="status"></p>
</search>
