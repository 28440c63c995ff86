{{%AUTOESCAPE context="HTML"}}
{{!The frame of every page. CONTENT is one of the other templates.}}
{{!A file of the same name in the FAQ home's templates/ replaces this one.}}
<!DOCTYPE html>
<html lang="{{LANGUAGE}}"{{#RTL}} dir="rtl"{{/RTL}}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{#HAS_PAGE_TITLE}}{{PAGE_TITLE}} – {{/HAS_PAGE_TITLE}}{{#ALL_ANSWERS}}{{T_ALL_ANSWERS}} – {{/ALL_ANSWERS}}{{#NOT_FOUND}}{{T_NOT_FOUND}} – {{/NOT_FOUND}}{{#GONE}}{{T_GONE}} – {{/GONE}}{{#NOT_ALLOWED}}{{T_NOT_ALLOWED}} – {{/NOT_ALLOWED}}{{#FAILED}}{{T_FAILED}} – {{/FAILED}}{{FAQ_TITLE}}</title>
{{#FRAMED}}
{{!In a frame: what is clicked opens in its place, whole.}}
<base target="_top">
{{/FRAMED}}
{{>HEAD}}
<style>
{{>STYLE}}
</style>
{{!Optional: every page works without it.}}
<script src="{{INDEX_URL}}search.js" defer></script>
</head>
<body{{#FRAMED}} class="framed"{{/FRAMED}}>
{{#FRAMED}}
{{>SEARCH}}
{{/FRAMED}}
{{#WHOLE}}
<a class="skip" href="#Content">{{T_SKIP}}</a>
<header>
{{#HAS_BAR}}
<div class="bar site">
{{#HAS_SITE}}
<p><a href="{{SITE_URL}}">{{#LOGO}}<img src="{{LOGO_URL}}" width="{{LOGO_WIDTH}}" height="{{LOGO_HEIGHT}}" alt="{{SITE_NAME}}">{{/LOGO}}{{#NO_LOGO}}{{SITE_NAME}}{{/NO_LOGO}}</a></p>
{{/HAS_SITE}}
{{#HAS_NAV}}
<nav aria-label="{{T_MENU}}">
<ul role="list">
{{#NAV}}
<li><a href="{{NAV_URL:h:none}}">{{NAV_LABEL}}</a></li>
{{/NAV}}
{{#TRANSLATION}}
<li><a href="{{TRANSLATION_URL}}" lang="{{TRANSLATION_LANGUAGE}}" hreflang="{{TRANSLATION_LANGUAGE}}">{{TRANSLATION_NAME}}</a></li>
{{/TRANSLATION}}
</ul>
</nav>
{{/HAS_NAV}}
</div>
{{/HAS_BAR}}
<div class="head{{#LISTING}} listing{{/LISTING}}">
<div class="bar">
{{!On the index it is the heading; search.js changes one into the other.}}
{{#TITLE_HEADING}}
<h1 class="title">{{FAQ_TITLE}}</h1>
{{/TITLE_HEADING}}
{{#TITLE_LINK}}
<p class="title"><a href="{{INDEX_URL}}">{{FAQ_TITLE}}</a></p>
{{/TITLE_LINK}}
{{>SEARCH}}
</div>
</div>
{{#HAS_NOTICE}}
{{!From header.md, by the Markdown renderer in its safe mode.}}
<div class="notice">
<div class="bar prose">
{{NOTICE_HTML:none}}</div>
</div>
{{/HAS_NOTICE}}
</header>
{{/WHOLE}}
<main id="Content" tabindex="-1">
{{#PRINTED}}
<p class="printed">{{PRINTED_NAME}}<br>{{PRINTED_URL}}</p>
{{/PRINTED}}
{{>CONTENT}}
</main>
{{#HAS_FOOT}}
<footer class="foot">
<div class="bar">
{{>CONTACT}}
{{#HAS_FOOTER}}
<p>{{FOOTER}}</p>
{{/HAS_FOOTER}}
</div>
</footer>
{{/HAS_FOOT}}
</body>
</html>
