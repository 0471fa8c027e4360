"""Draws pictures for the awkward week: a wide, a tall and a small one, with all their renditions."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from alumni.models import Graduate
from content.models import Picture
from content.pictures.renditions import prepare_renditions
from events.models import EventSession
from schools.models import IndustryCollege, School

CREDIT = "晋中市示例职业学校宣传部示例摄影小组"


def make_pictures():
    wide = save_picture((1280, 853), "工作台上的一排漆盘，红黑两色，最前面一只正在打磨", credit=CREDIT)
    tall = save_picture((720, 1080), "车间里一台立着的五轴加工中心，门开着")
    small = save_picture((640, 427), "一双手在打磨漆盘")
    for model, slugs, picture in (
        (EventSession, ("awkward-open", "awkward-talk", "awkward-longest"), wide),
        (EventSession, ("awkward-many",), tall),
        (School, ("awkward-longest",), wide),
        (IndustryCollege, ("pingyao-tuiguang-lacquer",), small),
        (Graduate, ("hu-xingsheng",), tall),
    ):
        model.objects.filter(slug__in=slugs).update(picture=picture)


def save_picture(size, alt_text, **more) -> Picture:
    file = ContentFile(draw_picture(*size), name="drawn.jpg")
    picture = Picture.objects.create(image=file, alt_text=alt_text, minors="none", **more)
    prepare_renditions(picture.pk)
    picture.refresh_from_db()
    return picture


def draw_picture(width, height) -> bytes:
    """A warm dark ground, a row of plates and a bright edge, so that cut edges and wrong sizes are seen."""
    image = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", [image.point(lambda light, share=share: int(40 + light * share)) for share in (0.6, 0.3, 0.2)])
    pen = ImageDraw.Draw(image)
    radius = min(width, height) // 5
    for number in range(3):
        middle = (width * (number + 1) // 4, height * 3 // 5)
        pen.circle(middle, radius, fill=(150 - 40 * number, 28, 24), outline=(214, 172, 90), width=radius // 12)
    pen.rectangle((0, 0, width - 1, height - 1), outline=(214, 172, 90), width=4)
    content = BytesIO()
    image.save(content, "JPEG", quality=85)
    return content.getvalue()
