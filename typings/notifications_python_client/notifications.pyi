from collections.abc import Mapping

import requests

class NotificationsAPIClient:
    request_session: requests.Session
    def __init__(self, api_key: str, base_url: str = ..., timeout: float = 30) -> None: ...
    def send_sms_notification(
        self,
        phone_number: str,
        template_id: str,
        personalisation: Mapping[str, str] | None = None,
        reference: str | None = None,
        sms_sender_id: str | None = None,
    ) -> object: ...
    def send_email_notification(
        self,
        email_address: str,
        template_id: str,
        personalisation: Mapping[str, str] | None = None,
        reference: str | None = None,
        email_reply_to_id: str | None = None,
    ) -> object: ...
    def send_letter_notification(
        self, template_id: str, personalisation: Mapping[str, str], reference: str | None = None
    ) -> object: ...
    def get_notification_by_id(self, id: str) -> object: ...
    def get_all_notifications(self, *, reference: str | None = None) -> object: ...
    def get_all_templates(self, template_type: str | None = None) -> object: ...
    def get_template(self, template_id: str) -> object: ...
    def post_template_preview(self, template_id: str, personalisation: Mapping[str, str]) -> object: ...
