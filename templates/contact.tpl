{{%AUTOESCAPE context="HTML"}}
{{!Where a visitor may ask a person, included as CONTACT. none: the check of addresses would refuse tel and mailto, which faq.conf's own check lets through.}}
<section class="contact" aria-labelledby="Contact">
<h2 id="Contact">{{T_NOT_ANSWERED}}</h2>
<ul role="list">
{{#HAS_PHONE}}
<li>{{T_CALL}} <a href="{{PHONE_URL:h:none}}">{{PHONE}}</a></li>
{{/HAS_PHONE}}
{{#HAS_EMAIL}}
<li>{{T_WRITE}} <a href="{{EMAIL_URL:h:none}}">{{EMAIL}}</a></li>
{{/HAS_EMAIL}}
{{#HAS_CONTACT}}
<li><a href="{{CONTACT_URL:h:none}}">{{T_ASK}}</a></li>
{{/HAS_CONTACT}}
</ul>
{{#HAS_HOURS}}
<p class="hint">{{HOURS}}</p>
{{/HAS_HOURS}}
</section>
