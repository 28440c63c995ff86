{{%AUTOESCAPE context="HTML"}}
{{!The search form, included by the pages as SEARCH.}}
<search>
<form class="search" action="{{INDEX_URL}}" method="get">
<label for="q">Search the questions</label>
<div class="field">
<input type="search" id="q" name="q" value="{{QUERY}}" maxlength="256" autocomplete="off">
<button type="submit">Search</button>
</div>
</form>
</search>
